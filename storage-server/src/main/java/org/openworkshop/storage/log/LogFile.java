/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that lines are appended to, by a thread of its own, so that who logs never waits for a disk. When the file was renamed or
 * deleted, by logrotate say, the next line begins a new one of the same name; no signal is needed. Lines that come faster than
 * the disk takes them, and those that it does not take at all, are dropped and counted in the log.
 */
final class LogFile implements LogTarget, Closeable {
    static final long MAX_WAITING_BYTES = 4L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final int END_SECONDS = 2;
    private static final byte[] END = new byte[0];

    private final Path path;
    private final LineFormat format;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread = new Thread(this::run, "access-log");
    private @Nullable FileChannel file;
    private @Nullable Object fileKey;
    private volatile boolean failing;

    private LogFile(Path path, LineFormat format) {
        this.path = path;
        this.format = format;
    }

    /**
     * Opens the file, which is made when it is not there, readable by its owner and group.
     *
     * @throws IOException when that cannot be
     */
    static LogFile open(Path path, LineFormat format) throws IOException {
        LogFile opened = new LogFile(path, format);
        opened.reopen();
        opened.thread.setDaemon(true);
        opened.thread.start();
        return opened;
    }

    @Override
    public void write(LogEvent event) {
        byte[] line = (format.line(event) + "\n").getBytes(StandardCharsets.UTF_8);
        if (waitingBytes.addAndGet(line.length) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-line.length);
            dropped.incrementAndGet();
        } else {
            waiting.add(line);
        }
    }

    /** Whether the last line could not be written. */
    boolean isFailing() {
        return failing;
    }

    long waitingBytes() {
        return waitingBytes.get();
    }

    private void run() {
        try {
            byte[] line = waiting.take();
            while (line != END) {
                append(line);
                waitingBytes.addAndGet(-line.length);
                line = waiting.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeFile();
        }
    }

    private void append(byte[] line) {
        try {
            FileChannel open = current();
            long before = open.size();
            try {
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    open.write(bytes);
                }
            } catch (IOException e) {
                // Half a line would spoil the one after it.
                open.truncate(before);
                throw e;
            }
            works();
        } catch (IOException e) {
            dropped.incrementAndGet();
            closeFile();
            if (!failing) {
                failing = true;
                LOG.warn(
                        "The access log cannot be written, its lines are dropped file={} reason={}",
                        path,
                        e.toString());
            }
        }
    }

    private void works() {
        if (failing || (dropped.get() > 0 && waiting.isEmpty())) {
            failing = false;
            LOG.warn(
                    "Lines of the access log were dropped, it is written again file={} lines={}",
                    path,
                    dropped.getAndSet(0));
        }
    }

    /** The file that has the name now. */
    private FileChannel current() throws IOException {
        FileChannel open = file;
        if (open != null && fileKey != null && fileKey.equals(keyOf(path))) {
            return open;
        }
        return reopen();
    }

    private FileChannel reopen() throws IOException {
        closeFile();
        FileChannel opened = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        file = opened;
        fileKey = keyOf(path);
        return opened;
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.debug("The access log did not close cleanly file={} reason={}", path, e.toString());
        }
        file = null;
    }

    /** Writes what waits, for a limited time. */
    @Override
    public void close() {
        waiting.add(END);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
