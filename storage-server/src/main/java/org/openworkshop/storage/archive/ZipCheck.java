/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Unpacks entries of a ZIP into nothing, to see that they are whole. Several entries at once where the machine allows; the
 * helping threads end before {@link #run} does.
 */
final class ZipCheck {
    /** Below this the threads cost more than they save. */
    private static final long PARALLEL_FROM_BYTES = 1024 * 1024;

    private static final int MOST_THREADS = 8;

    /** Decoders with little memory; the others may take a dictionary of hundreds of megabytes each. */
    private static final Set<Integer> SMALL_DECODERS = Set.of(0, 8, 9, 12);

    private final List<ZipLayout.Located> entries;
    private final ZipDecoder decoder;
    private final Limits limits;
    private final Progress progress;
    private final long packedBytes;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean clean = new AtomicBoolean(true);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private ZipCheck(List<ZipLayout.Located> entries, ZipDecoder decoder, Limits limits, Progress progress) {
        this.entries = entries;
        this.decoder = decoder;
        this.limits = limits;
        this.progress = progress;
        this.packedBytes =
                entries.stream().mapToLong(located -> located.entry().packed()).sum();
    }

    /**
     * Checks entries; each has a method that {@link ZipDecoder} knows.
     *
     * @param entries some or all of the layout's
     * @param threads most threads, the calling one included
     * @return whether every packed byte belongs to what was unpacked
     */
    static boolean run(
            SourceFile source,
            ZipLayout layout,
            List<ZipLayout.Located> entries,
            Limits limits,
            Progress progress,
            int threads)
            throws ArchiveException, IOException {
        try (ZipDecoder decoder = new ZipDecoder(source, layout)) {
            return new ZipCheck(entries, decoder, limits, progress).run(threads);
        }
    }

    private boolean run(int most) throws ArchiveException, IOException {
        int threads = threads(most);
        if (threads <= 1) {
            work(this::report);
        } else {
            ExecutorService helpers = Executors.newFixedThreadPool(threads - 1, ZipCheck::thread);
            for (int i = 1; i < threads; i++) {
                helpers.execute(() -> work(() -> {}));
            }
            helpers.shutdown();
            work(this::report);
            await(helpers);
        }
        rethrow();
        return clean.get();
    }

    private int threads(int most) {
        boolean small = entries.stream()
                .allMatch(located -> SMALL_DECODERS.contains(located.entry().method()));
        if (!small || packedBytes < PARALLEL_FROM_BYTES) {
            return 1;
        }
        return Math.min(Math.min(most, MOST_THREADS), entries.size());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "zip-check");
        thread.setDaemon(true);
        return thread;
    }

    /** Takes entries until none is left or a thread has failed. */
    private void work(Runnable report) {
        try {
            for (int i; failure.get() == null && (i = next.getAndIncrement()) < entries.size(); ) {
                boolean usedUp = decoder.decode(entries.get(i), (bytes, offset, length) -> {
                    checkStop();
                    limits.bytes(length);
                    report.run();
                });
                if (!usedUp) {
                    clean.set(false);
                }
            }
        } catch (ArchiveException | IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    private void checkStop() throws InterruptedIOException {
        if (failure.get() != null || Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Interrupted while checking");
        }
    }

    private void report() {
        progress.extracting(decoder.position(), packedBytes);
    }

    /** The helpers stop soon after a failure, so the wait is short also when this thread is to stop. */
    private void await(ExecutorService helpers) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = helpers.awaitTermination(100, TimeUnit.MILLISECONDS);
                report();
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(null, new InterruptedIOException("Interrupted while checking"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void rethrow() throws ArchiveException, IOException {
        Throwable thrown = failure.get();
        if (thrown != null && Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Interrupted while checking");
        } else if (thrown instanceof ArchiveException e) {
            throw e;
        } else if (thrown instanceof IOException e) {
            throw e;
        } else if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown instanceof Error e) {
            throw e;
        }
    }
}
