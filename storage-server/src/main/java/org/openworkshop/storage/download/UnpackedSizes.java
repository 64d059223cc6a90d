/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.StoredFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers how many bytes archives hold when unpacked, for the {@value #MAX_FILES} file versions used last. A version is
 * read once, however many ask at a time, on threads of its own; one that cannot be read is tried again after a minute.
 * Thread-safe. Closing stops the threads; what is asked then or still waits gets no number.
 */
final class UnpackedSizes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnpackedSizes.class);
    private static final int MAX_FILES = 4096;
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 256;
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final UnpackedSize reader;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor executor;
    private final Map<StoredFile, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param reader reads one archive
     * @param nanoTime a clock like {@link System#nanoTime}
     */
    UnpackedSizes(UnpackedSize reader, LongSupplier nanoTime) {
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.executor = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "unpacked-size");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    private static final class Entry {
        private final CompletableFuture<OptionalLong> size = new CompletableFuture<>();
        private volatile @Nullable Long retryAt;

        boolean isStale(long now) {
            Long at = retryAt;
            return at != null && now - at >= 0;
        }
    }

    /** The unpacked size of a file version; empty when it has none, or it cannot be told now. Never fails. */
    CompletableFuture<OptionalLong> find(StoredFile file) {
        Entry entry;
        synchronized (entries) {
            entry = entries.get(file);
            if (entry != null && !entry.isStale(nanoTime.getAsLong())) {
                return entry.size.copy();
            }
            entry = new Entry();
            entries.put(file, entry);
            dropOldest();
        }
        start(file, entry);
        return entry.size.copy();
    }

    private void dropOldest() {
        Iterator<StoredFile> oldest = entries.keySet().iterator();
        while (entries.size() > MAX_FILES) {
            oldest.next();
            oldest.remove();
        }
    }

    private void start(StoredFile file, Entry entry) {
        try {
            executor.execute(() -> read(file, entry));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many archives wait for their unpacked size path={}", file.location());
            forget(file, entry);
            entry.size.complete(OptionalLong.empty());
        }
    }

    private void read(StoredFile file, Entry entry) {
        OptionalLong size = OptionalLong.empty();
        try {
            size = reader.of(file.path());
            if (!OpenFile.isStill(file)) {
                // The number may belong to another version.
                forget(file, entry);
                size = OptionalLong.empty();
            }
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.warn("Cannot read the unpacked size path={}", file.location(), e);
            entry.retryAt = nanoTime.getAsLong() + RETRY.toNanos();
        } finally {
            entry.size.complete(size);
        }
    }

    private void forget(StoredFile file, Entry entry) {
        synchronized (entries) {
            entries.remove(file, entry);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        synchronized (entries) {
            entries.values().forEach(entry -> entry.size.complete(OptionalLong.empty()));
            entries.clear();
        }
    }
}
