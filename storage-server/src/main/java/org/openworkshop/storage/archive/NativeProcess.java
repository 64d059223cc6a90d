/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker process and the pipes to it, used by one thread. A second thread looks at it ten times a second: it kills the
 * process when it is silent for too long while it is waited for, or when the waiting thread is interrupted, and passes what
 * the process prints to the debug log. Whatever goes wrong with the process is the archive's fault, as the archive is what it
 * choked on: silence counts as stalled, all else as unreadable.
 */
final class NativeProcess implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(NativeProcess.class);
    private static final long TICK_MILLIS = 100;
    private static final int HEAD = 5;
    private static final int MAX_PRINTED = 16 << 10;

    private final Process process;
    private final InputStream in;
    private final DataOutputStream out;
    private final Duration silence;
    private final Consumer<NativeProcess> whenClosed;
    private final Thread watch;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Waiting waiting;
    private volatile boolean silent;
    private int printed;
    private byte[] buffer = new byte[64 << 10];

    /** A thread that waits for bytes, and since when. */
    private record Waiting(Thread thread, long sinceNanos) {}

    NativeProcess(Process process, Duration silence, Consumer<NativeProcess> whenClosed) {
        this.process = process;
        this.in = process.getInputStream();
        this.out = new DataOutputStream(process.getOutputStream());
        this.silence = silence;
        this.whenClosed = whenClosed;
        watch = new Thread(this::watch, "native-worker-watch-" + process.pid());
        watch.setDaemon(true);
        watch.start();
    }

    /** Process id, for logs and tests. */
    long pid() {
        return process.pid();
    }

    /** Sends one command. */
    void send(int type, String text) throws ArchiveException, IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        try {
            out.writeByte(type);
            out.writeInt(payload.length);
            out.write(payload);
            out.flush();
        } catch (IOException e) {
            throw gone();
        }
    }

    /** The next frame, which must be of this type; a frame that tells of a failure is thrown as one. */
    NativeFrame expect(int type) throws ArchiveException, IOException {
        NativeFrame frame = receive();
        frame.throwFailure();
        if (frame.type() != type) {
            throw violation("frame type " + frame.type());
        }
        return frame;
    }

    /** The next frame. Its bytes are valid until the next call. */
    NativeFrame receive() throws ArchiveException, IOException {
        read(HEAD);
        int type = buffer[0];
        NativeFrame head = new NativeFrame(type, buffer, HEAD);
        head.skip(1);
        int length = head.int32();
        if (length < 0 || length > WorkerProtocol.MAX_PAYLOAD) {
            throw violation("frame length " + length);
        }
        read(length);
        return new NativeFrame(type, buffer, length);
    }

    /** What to throw when the process says something it must not. */
    static ArchiveException violation(String what) {
        return new ArchiveException(
                ArchiveException.Reason.UNREADABLE, "The native engine broke its protocol: " + what);
    }

    /** Kills the process, whatever it does, and waits a moment for its end. May be called by any thread, more than once. */
    @Override
    public void close() {
        closed.countDown();
        try {
            // So that the last words of a worker that crashed reach the log.
            watch.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                LOG.warn("A native worker does not end pid={}", process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        whenClosed.accept(this);
    }

    /** Fills the start of the buffer. */
    private void read(int length) throws ArchiveException, IOException {
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        int done = 0;
        while (done < length) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            waiting = new Waiting(Thread.currentThread(), System.nanoTime());
            int got;
            try {
                got = in.read(buffer, done, length - done);
            } catch (IOException e) {
                got = -1;
            } finally {
                waiting = null;
            }
            if (got < 0) {
                throw gone();
            }
            done += got;
        }
    }

    private ArchiveException gone() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        if (silent) {
            return new ArchiveException(
                    ArchiveException.Reason.STALLED,
                    "The native engine said nothing for " + silence.toSeconds() + " s");
        }
        return new ArchiveException(
                ArchiveException.Reason.UNREADABLE, "The native engine ended unexpectedly, " + exitCode());
    }

    private String exitCode() {
        try {
            boolean ended = process.waitFor(2, TimeUnit.SECONDS);
            return ended ? "code " + process.exitValue() : "its pipe is closed";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "code not known";
        }
    }

    private static InterruptedIOException interrupted() {
        return new InterruptedIOException("Interrupted while waiting for the native engine");
    }

    private void watch() {
        InputStream errors = process.getErrorStream();
        try {
            while (!closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                Waiting now = waiting;
                if (now != null && System.nanoTime() - now.sinceNanos() > silence.toNanos()) {
                    silent = true;
                    process.destroyForcibly();
                } else if (now != null && now.thread().isInterrupted()) {
                    process.destroyForcibly();
                }
                log(errors);
            }
            log(errors);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; should it happen, the worker must not run unwatched.
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void log(InputStream errors) {
        try {
            drain(errors);
        } catch (IOException e) {
            // The pipe is closed together with a process that is killed.
            LOG.trace("A native worker's messages can't be read pid={}", process.pid(), e);
        }
    }

    /** Takes what is there without waiting; what is over the limit is dropped, so that the worker never blocks on it. */
    private void drain(InputStream errors) throws IOException {
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
