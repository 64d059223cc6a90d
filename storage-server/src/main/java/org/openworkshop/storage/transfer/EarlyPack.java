/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.ArchiveException;
import org.openworkshop.storage.archive.Arrival;
import org.openworkshop.storage.archive.PackListener;
import org.openworkshop.storage.archive.PackResult;
import org.openworkshop.storage.storage.FreeSpace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs an upload while it comes in, so that little is left to do when its last byte is there. Nothing but a head start: nobody
 * hears of it until the job's packing task asks, and when it comes to nothing, for whichever reason, that task does the work
 * from the beginning and finds the reason by itself. Thread-safe.
 */
final class EarlyPack implements PackListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EarlyPack.class);
    private static final long END_MILLIS = 5000;

    private final Path target;
    private final Arrival arrival;
    private final FreeSpace space;
    private final Thread thread;
    private final CompletableFuture<Optional<PackResult>> result = new CompletableFuture<>();
    private @Nullable PackTask task;
    private int extracted = -1;
    private int repacked = -1;
    private volatile boolean closed;

    /** What is to be done; runs on a thread of its own. */
    interface Work {
        Optional<PackResult> run(EarlyPack early) throws ArchiveException, IOException;
    }

    /** @param target where the ZIP is made; deleted in the end unless somebody moved it away */
    EarlyPack(Path target, Arrival arrival, FreeSpace space, Work work) {
        this.target = target;
        this.arrival = arrival;
        this.space = space;
        this.thread = new Thread(() -> run(work), "early-pack");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run(Work work) {
        Optional<PackResult> packed = Optional.empty();
        try {
            packed = work.run(this);
        } catch (Exception | VirtualMachineError e) {
            LOG.debug("Packing during the upload came to nothing reason={}", e.toString());
        } finally {
            if (closed || packed.isEmpty()) {
                delete();
            }
            result.complete(packed);
        }
    }

    /** So many bytes of the upload are in its file. */
    void arrived(long bytes) {
        arrival.arrived(bytes);
    }

    /** All bytes are. */
    void complete() {
        arrival.complete();
    }

    /** Where the ZIP is. */
    Path target() {
        return target;
    }

    /** Waits for the outcome while the task tells how far it has come; empty when the task has to do the work by itself. */
    Optional<PackResult> await(PackTask owner) throws IOException, InterruptedException {
        synchronized (this) {
            task = owner;
            if (extracted >= 0) {
                owner.extracting(extracted);
            }
            if (repacked >= 0) {
                owner.repacking(repacked);
            }
        }
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Never completed like that", e);
        }
    }

    @Override
    public synchronized void extracting(int percent) {
        extracted = percent;
        if (task != null) {
            task.extracting(percent);
        }
    }

    @Override
    public synchronized void repacking(int percent) throws IOException {
        repacked = percent;
        if (task != null) {
            task.repacking(percent);
        }
    }

    @Override
    public synchronized void working() {
        if (task != null) {
            task.working();
        }
    }

    @Override
    public void writing(long bytes) throws IOException {
        PackTask owner;
        synchronized (this) {
            owner = task;
        }
        if (owner == null) {
            space.require(bytes);
        } else {
            owner.writing(bytes);
        }
    }

    /** Ends the work if it goes on, and deletes what nobody took. What does not end soon deletes its file by itself. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete();
    }

    private void delete() {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            LOG.warn("A file that nobody needs cannot be deleted", e);
        }
    }
}
