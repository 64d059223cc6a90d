/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that starts a worker process and looks at it until it is closed, ten times a second while the process has work:
 * kills it when it is silent for too long while it is waited for, or when the waiting thread is interrupted, and passes what it
 * prints to the debug log. The system kills an isolated process together with the thread that started it, so this one lives as
 * long as the process.
 */
final class NativeWatch {
    private static final Logger LOG = LoggerFactory.getLogger(NativeWatch.class);
    private static final long TICK_NANOS = 100_000_000L;
    private static final long IDLE_TICK_NANOS = 1_000_000_000L;
    private static final int MAX_PRINTED = 16 << 10;

    private final long silenceNanos;
    private final Runnable whileIdle;
    private final CompletableFuture<Process> started = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean idle;
    private volatile boolean silent;
    private volatile boolean ready;
    private volatile @Nullable Waiting waiting;
    private boolean killed;
    private int printed;

    /** A thread that waits for the process, and since when. */
    private record Waiting(Thread thread, long sinceNanos) {}

    /** @param whileIdle called once a second while the process has no work, on the watch's thread */
    NativeWatch(ProcessBuilder command, Duration silence, Runnable whileIdle) {
        this.silenceNanos = silence.toNanos();
        this.whileIdle = whileIdle;
        thread = new Thread(() -> run(command), "native-worker-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** The process, as soon as it is started. Takes no notice of interrupts, as it takes but some milliseconds. */
    Process process() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return started.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException("A native worker can't be started", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** From here on the calling thread waits for the process. */
    void waitingBegins() {
        waiting = new Waiting(Thread.currentThread(), System.nanoTime());
    }

    /** The process has started, and takes work. */
    void ready() {
        ready = true;
    }

    /** The process did what it was waited for. */
    void waitingEnds() {
        waiting = null;
    }

    /** Whether the process has no work. */
    void setIdle(boolean idle) {
        this.idle = idle;
        LockSupport.unpark(thread);
    }

    /** Whether the process was killed for its silence. */
    boolean wasSilent() {
        return silent;
    }

    /** Ends the watch, after the process' last words were passed on. The process is left to the caller. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Kills a process, from the inside out: what isolates it ends when it has nothing left to isolate, and takes away what remains
     * of it, which the first process of a container might not.
     */
    static void kill(Process process) {
        List<ProcessHandle> inner = process.descendants().toList();
        inner.forEach(ProcessHandle::destroyForcibly);
        if (inner.isEmpty()) {
            process.destroyForcibly();
        }
    }

    /**
     * Tells a worker that has not started to end when it does. While its isolation is built, killing could leave a part of it behind
     * for ever.
     */
    static void endByItself(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.trace("A native worker's pipe is closed pid={}", process.pid(), e);
        }
    }

    /** The second time without consideration: a worker that does not take away its own children would live for ever. */
    private void killAgain(Process process) {
        if (killed) {
            process.destroyForcibly();
        } else {
            killed = true;
            kill(process);
        }
    }

    private void run(ProcessBuilder command) {
        Process process;
        try {
            process = command.start();
        } catch (IOException | RuntimeException | Error e) {
            started.completeExceptionally(e);
            return;
        }
        thread.setName("native-worker-watch-" + process.pid());
        started.complete(process);
        try {
            while (!closed) {
                LockSupport.parkNanos(idle ? IDLE_TICK_NANOS : TICK_NANOS);
                look(process);
            }
        } finally {
            kill(process);
        }
    }

    private void look(Process process) {
        Waiting now = waiting;
        if (now != null && System.nanoTime() - now.sinceNanos() > silenceNanos) {
            silent = true;
            killAgain(process);
        } else if (now != null && now.thread().isInterrupted()) {
            if (ready) {
                killAgain(process);
            } else {
                endByItself(process);
            }
        }
        try {
            drain(process);
        } catch (IOException e) {
            // The pipe is closed together with a process that is killed.
            LOG.trace("A native worker's messages can't be read pid={}", process.pid(), e);
        }
        if (idle && !closed) {
            whileIdle.run();
        }
    }

    /** Takes what is there without waiting; what is over the limit is dropped, so that the worker never blocks on it. */
    private void drain(Process process) throws IOException {
        InputStream errors = process.getErrorStream();
        int there = errors.available();
        while (there > 0) {
            byte[] bytes = errors.readNBytes(Math.min(there, 4096));
            if (bytes.length == 0) {
                return;
            }
            if (printed < MAX_PRINTED && LOG.isDebugEnabled()) {
                String text = new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ");
                LOG.debug("A native worker says pid={} text={}", process.pid(), text);
            }
            printed = Math.min(MAX_PRINTED, printed + bytes.length);
            there -= bytes.length;
        }
    }
}
