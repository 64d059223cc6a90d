/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.openworkshop.storage.transfer.JobEvent;

/**
 * Events as the bytes of their frames, which all watchers of an event share, and those of equal ones. Remembers the last {@value #SLOTS} at most; one that
 * was forgotten is rendered again. Thread-safe.
 */
final class RenderedFrames {
    private static final int SLOTS = 64;

    private final AtomicReferenceArray<Rendered> slots = new AtomicReferenceArray<>(SLOTS);

    private record Rendered(JobEvent event, ByteBuffer frame) {}

    /** The payload of the event's text frame, with a position of its own; not to be written to. */
    ByteBuffer of(JobEvent event) {
        int slot = Math.floorMod(event.hashCode(), SLOTS);
        Rendered rendered = slots.get(slot);
        if (rendered == null || !rendered.event.equals(event)) {
            rendered = new Rendered(event, StandardCharsets.UTF_8.encode(JobFrame.json(event)));
            slots.set(slot, rendered);
        }
        return rendered.frame.duplicate();
    }
}
