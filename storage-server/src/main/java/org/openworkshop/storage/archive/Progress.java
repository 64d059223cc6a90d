/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;

/** Turns counts into the percentages a {@link PackListener} hears: rising, each value once, 100 only at the end. */
final class Progress {
    private final PackListener listener;
    private long position = -1;
    private int extracted = -1;
    private int repacked = -1;

    Progress(PackListener listener) {
        this.listener = listener;
    }

    void extracting(long done, long total) {
        if (done != position) {
            position = done;
            listener.working();
        }
        int percent = percent(done, total);
        if (percent > extracted) {
            extracted = percent;
            listener.extracting(percent);
        }
    }

    void extracted() {
        if (extracted < 100) {
            extracted = 100;
            listener.extracting(100);
        }
    }

    /** To be called for what was really done only: each call counts as work. */
    void repacking(long done, long total) throws IOException {
        listener.working();
        int percent = percent(done, total);
        if (percent > repacked) {
            repacked = percent;
            listener.repacking(percent);
        }
    }

    void repacked() throws IOException {
        if (repacked < 100) {
            repacked = 100;
            listener.repacking(100);
        }
    }

    /** 99 at most: the end is announced when it is known to have been reached. */
    private static int percent(long done, long total) {
        if (done <= 0 || total <= 0) {
            return 0;
        }
        return (int) Math.min(99, (double) done / total * 100);
    }
}
