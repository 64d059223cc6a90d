/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.NativeEngineListener.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All worker processes. One that read its archive to the end without a complaint reads the next; any other is killed, as its
 * state is suspect after what it choked on. Once there was work, or a try, one is kept warm for the next. Thread-safe; no process is
 * started or ended while the lock is held.
 */
final class NativePool implements NativeProcess.Owner, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(NativePool.class);

    private final Starter starter;
    private final NativeSettings.Reuse reuse;
    private final NativeEngineListener listener;
    private final Deque<Idle> idle = new ArrayDeque<>();
    /** With the number of archives that each has read. */
    private final Map<NativeProcess, Integer> processes = new HashMap<>();

    private boolean closed;

    /** Starts a process. */
    @FunctionalInterface
    interface Starter {
        NativeProcess start(NativeProcess.Owner owner) throws IOException;
    }

    private record Idle(NativeProcess process, long sinceNanos) {}

    NativePool(Starter starter, NativeSettings.Reuse reuse, NativeEngineListener listener) {
        this.starter = starter;
        this.reuse = reuse;
        this.listener = listener;
    }

    /**
     * A process that is ready for an archive, of the caller's own until it is given to {@link #giveBack} or {@link #discard}.
     *
     * @throws ArchiveException when the process fails before it is ready
     */
    NativeProcess take() throws ArchiveException, IOException {
        for (NativeProcess kept = poll(); kept != null; kept = poll()) {
            kept.setIdle(false);
            if (kept.isAlive()) {
                return ready(kept);
            }
            kept.close();
        }
        return ready(start());
    }

    private static NativeProcess ready(NativeProcess process) throws ArchiveException, IOException {
        boolean ready = false;
        try {
            process.awaitReady();
            ready = true;
            return process;
        } finally {
            if (!ready) {
                process.close();
            }
        }
    }

    /** Takes back a process that read its archive to the end. */
    void giveBack(NativeProcess process) {
        if (process.isQuiet() && keep(process)) {
            return;
        }
        discard(process);
    }

    /** Takes back a process that was ready and was asked for nothing. */
    void giveBackUnused(NativeProcess process) {
        if (!put(process)) {
            process.close();
        }
    }

    /** Ends a process, and starts another for the next archive. */
    void discard(NativeProcess process) {
        process.close();
        if (!Thread.currentThread().isInterrupted() && lacksWarmOne()) {
            warm();
        }
    }

    private void warm() {
        try {
            NativeProcess fresh = start();
            if (!put(fresh)) {
                fresh.close();
            }
        } catch (IOException e) {
            LOG.warn("No native worker can be kept warm reason={}", e.toString());
        }
    }

    private NativeProcess start() throws IOException {
        if (isClosed()) {
            throw wasClosed();
        }
        NativeProcess process = starter.start(this);
        listener.started();
        synchronized (this) {
            if (!closed) {
                processes.put(process, 0);
                return process;
            }
        }
        process.close();
        throw wasClosed();
    }

    private synchronized boolean keep(NativeProcess process) {
        Integer archives = processes.computeIfPresent(process, (known, read) -> read + 1);
        return archives != null && archives < reuse.archives() && put(process);
    }

    private synchronized boolean put(NativeProcess process) {
        if (closed || idle.size() >= reuse.idle()) {
            return false;
        }
        idle.addFirst(new Idle(process, System.nanoTime()));
        process.setIdle(true);
        return true;
    }

    private synchronized @Nullable NativeProcess poll() {
        Idle first = idle.poll();
        return first == null ? null : first.process();
    }

    private synchronized boolean lacksWarmOne() {
        return idle.isEmpty() && reuse.idle() > 0 && !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static IOException wasClosed() {
        return new IOException("The native archive engine was closed");
    }

    /** Number of processes that wait for work. */
    synchronized int idle() {
        return idle.size();
    }

    @Override
    public void failed(Failure reason) {
        listener.failed(reason);
    }

    @Override
    public synchronized void closed(NativeProcess process) {
        processes.remove(process);
    }

    @Override
    public void idle(NativeProcess process) {
        boolean died = !process.isAlive();
        if (remove(process, died ? Duration.ZERO : reuse.idleTime())) {
            process.close();
        }
    }

    private synchronized boolean remove(NativeProcess process, Duration olderThan) {
        for (Iterator<Idle> entries = idle.iterator(); entries.hasNext(); ) {
            Idle entry = entries.next();
            if (entry.process() == process) {
                boolean due = System.nanoTime() - entry.sinceNanos() >= olderThan.toNanos();
                if (due) {
                    entries.remove();
                }
                return due;
            }
        }
        return false;
    }

    /** Ends all processes; none is started any more. */
    @Override
    public void close() {
        List<NativeProcess> all;
        synchronized (this) {
            closed = true;
            idle.clear();
            all = new ArrayList<>(processes.keySet());
        }
        all.forEach(NativeProcess::close);
    }
}
