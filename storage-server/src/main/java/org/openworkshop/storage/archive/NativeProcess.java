/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openworkshop.storage.archive.NativeEngineListener.Failure;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker process and the pipes to it, used by one thread at a time under the eyes of its {@link NativeWatch}. Whatever goes
 * wrong with the process is the archive's fault, as the archive is what it choked on: silence counts as stalled, all else as
 * unreadable.
 */
final class NativeProcess implements Closeable {
    /** Bytes of a frame before its payload. */
    static final int HEAD = 5;

    private static final Logger LOG = LoggerFactory.getLogger(NativeProcess.class);
    /** What a Java machine ends with when it was told to end for want of memory. */
    private static final int OUT_OF_MEMORY = 3;
    /** How long a worker may take to start in order to end. */
    private static final int START_SECONDS = 3;
    /** How long a killed worker may take to end. */
    private static final int END_SECONDS = 3;

    private final NativeWatch watch;
    private final Process process;
    private final InputStream in;
    private final OutputStream out;
    private final Duration silence;
    private final Owner owner;
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean ready;
    private byte[] buffer = new byte[64 << 10];

    /** Who has the process. */
    interface Owner {
        /** The process failed; told once. */
        void failed(Failure reason);

        /** The process was closed; may be told more than once. */
        void closed(NativeProcess process);

        /** The process has no work; told once a second. */
        void idle(NativeProcess process);
    }

    /** Starts a process. */
    NativeProcess(ProcessBuilder command, Duration silence, Owner owner) throws IOException {
        this.silence = silence;
        this.owner = owner;
        this.watch = new NativeWatch(command, silence, () -> owner.idle(this));
        try {
            this.process = watch.process();
        } catch (IOException e) {
            owner.failed(Failure.START);
            throw e;
        }
        this.in = process.getInputStream();
        this.out = process.getOutputStream();
    }

    /** Process id, for logs and tests. */
    long pid() {
        return process.pid();
    }

    /** Waits until the worker takes work. */
    void awaitReady() throws ArchiveException, IOException {
        if (ready) {
            return;
        }
        try {
            expect(WorkerProtocol.READY).finish();
        } catch (NativeProtocolException e) {
            throw broken(e);
        }
        ready = true;
        watch.ready();
    }

    /** Sends one command. */
    void send(int type, String text) throws ArchiveException, IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(HEAD + payload.length);
        frame.put((byte) type).putInt(payload.length).put(payload);
        write(frame.array(), frame.capacity());
    }

    /** Sends a block. Its bytes stand in the array after as many free ones as a frame has in front of its payload. */
    void sendBlock(byte[] frame, int length) throws ArchiveException, IOException {
        ByteBuffer.wrap(frame).put((byte) WorkerProtocol.BLOCK).putInt(length);
        write(frame, HEAD + length);
    }

    /** The next frame, which must be of this type; a frame that tells of a failure is thrown as one. */
    private NativeFrame expect(int type) throws ArchiveException, NativeProtocolException, IOException {
        NativeFrame frame = receive();
        frame.throwFailure();
        if (frame.type() != type) {
            throw new NativeProtocolException("frame type " + frame.type());
        }
        return frame;
    }

    /** The next frame. Its bytes are valid until the next call. */
    NativeFrame receive() throws ArchiveException, NativeProtocolException, IOException {
        read(HEAD);
        ByteBuffer head = ByteBuffer.wrap(buffer);
        int type = head.get();
        int length = head.getInt();
        if (length < 0 || length > WorkerProtocol.MAX_PAYLOAD) {
            throw new NativeProtocolException("frame length " + length);
        }
        read(length);
        return new NativeFrame(type, buffer, length);
    }

    /** What to throw when the process said what it must not. */
    ArchiveException broken(NativeProtocolException e) {
        lost(ready ? Failure.PROTOCOL : Failure.START);
        return new ArchiveException(
                ArchiveException.Reason.UNREADABLE, "The native engine broke its protocol: " + e.getMessage(), e);
    }

    /** Whether the process lives and has said all it had to say. */
    boolean isQuiet() {
        try {
            return process.isAlive() && in.available() == 0;
        } catch (IOException e) {
            LOG.trace("A native worker's pipe is closed pid={}", pid(), e);
            return false;
        }
    }

    /** Whether the process lives; its death while nobody waited for it is told to the owner. */
    boolean isAlive() {
        if (process.isAlive()) {
            return true;
        }
        lost(deathReason());
        return false;
    }

    /** Whether the process waits for work. */
    void setIdle(boolean idle) {
        watch.setIdle(idle);
    }

    /** Kills the process, whatever it does, and waits a moment for its end. May be called by any thread, more than once. */
    @Override
    public void close() {
        closed = true;
        // Who is interrupted waits all the same: a worker that is killed at once may leave something behind.
        boolean interrupted = Thread.interrupted();
        try {
            if (!ready) {
                NativeWatch.endByItself(process);
                var unused = process.waitFor(START_SECONDS, TimeUnit.SECONDS);
            }
            watch.close();
            NativeWatch.kill(process);
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)
                    && !process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A native worker does not end pid={}", process.pid());
            }
        } catch (InterruptedException e) {
            interrupted = true;
            watch.close();
            NativeWatch.kill(process);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        owner.closed(this);
    }

    private void write(byte[] bytes, int length) throws ArchiveException, IOException {
        checkInterrupt();
        watch.waitingBegins();
        try {
            out.write(bytes, 0, length);
            out.flush();
        } catch (IOException e) {
            throw gone();
        } finally {
            watch.waitingEnds();
        }
    }

    /** Fills the start of the buffer. */
    private void read(int length) throws ArchiveException, IOException {
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        int done = 0;
        while (done < length) {
            checkInterrupt();
            watch.waitingBegins();
            int got;
            try {
                got = in.read(buffer, done, length - done);
            } catch (IOException e) {
                got = -1;
            } finally {
                watch.waitingEnds();
            }
            if (got < 0) {
                throw gone();
            }
            done += got;
        }
    }

    private ArchiveException gone() throws IOException {
        checkInterrupt();
        if (closed) {
            throw new IOException("The native engine was closed");
        }
        if (watch.wasSilent()) {
            lost(Failure.SILENCE);
            return new ArchiveException(
                    ArchiveException.Reason.STALLED,
                    "The native engine said nothing for " + silence.toMillis() / 1000.0 + " s");
        }
        String how = exitCode();
        Failure reason = ready ? deathReason() : Failure.START;
        lost(reason);
        String what = reason == Failure.MEMORY ? "ran out of memory" : "ended unexpectedly";
        return new ArchiveException(ArchiveException.Reason.UNREADABLE, "The native engine " + what + ", " + how);
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

    private Failure deathReason() {
        return !process.isAlive() && process.exitValue() == OUT_OF_MEMORY ? Failure.MEMORY : Failure.CRASH;
    }

    private void lost(Failure reason) {
        if (lost.compareAndSet(false, true)) {
            LOG.warn("A native worker is lost pid={} reason={}", process.pid(), reason.word());
            owner.failed(reason);
        }
    }

    private static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Interrupted while waiting for the native engine");
        }
    }
}
