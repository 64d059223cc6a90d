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
    private static final byte WHOLE_TEXT = (byte) 0x81;
    private static final byte TWO_BYTES_FOLLOW = 126;
    private static final byte EIGHT_BYTES_FOLLOW = 127;
    private static final int MAX_HEADER_BYTES = 10;

    private final AtomicReferenceArray<Rendered> slots = new AtomicReferenceArray<>(SLOTS);

    private record Rendered(JobEvent event, ByteBuffer frame) {}

    /** The event's text frame, header and payload, with a position of its own; not to be written to. */
    ByteBuffer of(JobEvent event) {
        int slot = Math.floorMod(event.hashCode(), SLOTS);
        Rendered rendered = slots.get(slot);
        if (rendered == null || !rendered.event.equals(event)) {
            rendered = new Rendered(event, frame(JobFrame.json(event)));
            slots.set(slot, rendered);
        }
        return rendered.frame.duplicate();
    }

    /** A text frame as servers send it, whole and not masked (RFC 6455 section 5.2). */
    private static ByteBuffer frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame =
                ByteBuffer.allocate(MAX_HEADER_BYTES + payload.length).put(WHOLE_TEXT);
        if (payload.length < TWO_BYTES_FOLLOW) {
            frame.put((byte) payload.length);
        } else if (payload.length < 1 << 16) {
            frame.put(TWO_BYTES_FOLLOW).putShort((short) payload.length);
        } else {
            frame.put(EIGHT_BYTES_FOLLOW).putLong(payload.length);
        }
        return frame.put(payload).flip();
    }
}
