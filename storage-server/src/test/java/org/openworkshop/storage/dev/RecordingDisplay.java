/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is shown. */
final class RecordingDisplay implements ProgressDisplay {
    final List<ProgressFrame> frames = new CopyOnWriteArrayList<>();

    @Override
    public void show(ProgressFrame frame) {
        frames.add(frame);
    }

    @Override
    public void close() {}
}
