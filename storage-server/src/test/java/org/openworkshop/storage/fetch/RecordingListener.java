/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what a fetch told. */
final class RecordingListener implements FetchListener {
    private final List<String> started = new ArrayList<>();
    private final List<Long> progress = new ArrayList<>();
    private final List<Long> spaces = new ArrayList<>();
    private final List<@Nullable ResumePoint> checkpoints = new ArrayList<>();

    @Override
    public synchronized void started(@Nullable Long total, @Nullable String fileName) {
        started.add(total + " " + fileName);
    }

    @Override
    public synchronized void progress(long bytes) {
        progress.add(bytes);
    }

    @Override
    public synchronized void requireSpace(long bytes) {
        spaces.add(bytes);
    }

    @Override
    public synchronized void checkpoint(@Nullable ResumePoint point) {
        checkpoints.add(point);
    }

    synchronized List<String> started() {
        return List.copyOf(started);
    }

    synchronized List<Long> progress() {
        return List.copyOf(progress);
    }

    synchronized List<Long> spaces() {
        return List.copyOf(spaces);
    }

    synchronized List<@Nullable ResumePoint> checkpoints() {
        return new ArrayList<>(checkpoints);
    }
}
