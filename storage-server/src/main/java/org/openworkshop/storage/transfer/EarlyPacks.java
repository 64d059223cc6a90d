/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.archive.Arrival;
import org.openworkshop.storage.archive.PackRequest;
import org.openworkshop.storage.storage.FreeSpace;

/**
 * Decides which uploads are packed while they come in: large ones of a known size, as long as no other job waits to be packed,
 * and never more at once than jobs are packed at once. Thread-safe.
 */
final class EarlyPacks {
    /** What is smaller is packed in no time. */
    private static final long LEAST_BYTES = 1024 * 1024;

    private final Archives archives;
    private final FreeSpace space;
    private final Line line;
    private final Semaphore permits;
    private final JobTracing tracing;

    /**
     * @param line where jobs wait to be packed
     * @param most how many uploads at once
     */
    EarlyPacks(Archives archives, FreeSpace space, Line line, int most, JobTracing tracing) {
        this.archives = archives;
        this.space = space;
        this.line = line;
        this.permits = new Semaphore(most);
        this.tracing = tracing;
    }

    /**
     * Begins to pack an upload of which nothing may have come yet.
     *
     * @param incoming the file that it comes into, which exists
     * @param name what the file will be called
     * @param announced bytes that are to come, null when not known
     * @return empty when it is to be packed afterwards only; else the caller closes it
     */
    Optional<EarlyPack> begin(Job job, TransferOrder order, Path incoming, String name, @Nullable Long announced) {
        if (order.kind() != TransferOrder.Kind.ARCHIVE
                || announced == null
                || announced < LEAST_BYTES
                || line.waiting() > 0
                || !permits.tryAcquire()) {
            return Optional.empty();
        }
        Arrival arrival = new Arrival(announced);
        Path target = job.workspace().packing();
        PackRequest request = new PackRequest(incoming, name, target, order.packLevel());
        EarlyPack early = new EarlyPack(target, arrival, space, listener -> {
            // Its thread does nothing else and ends with it.
            AtWork.on(job.id());
            try (PackSpans spans = tracing.earlyPacking(job.record(), listener)) {
                return archives.packWhileArriving(request, arrival, spans.listener());
            } finally {
                permits.release();
            }
        });
        boolean started = false;
        try {
            early.start();
            started = true;
            return Optional.of(early);
        } finally {
            if (!started) {
                permits.release();
            }
        }
    }
}
