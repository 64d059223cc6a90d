/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;

/**
 * Reads an archive through the native engine, in a worker process that this reader has for itself while it is open. The process
 * sees of the archive what it is sent. One that crashes, hangs or talks nonsense makes the archive unreadable and does no harm beyond
 * that; only one that read its archive to the end is used again. Entries of formats without names have an empty one. An
 * interrupt ends waiting with an {@link java.io.InterruptedIOException}.
 */
final class NativeArchiveReader implements ArchiveReader {
    private final NativePool pool;
    private final NativeProcess process;
    private final SourceFile source;
    private final byte[] block = new byte[NativeProcess.HEAD + WorkerProtocol.MAX_BLOCK];
    private Listing listing = new Listing(0, 0);
    private long consumed;
    private boolean finished;
    private boolean closed;

    private NativeArchiveReader(NativePool pool, NativeProcess process, SourceFile source) {
        this.pool = pool;
        this.process = process;
        this.source = source;
    }

    /**
     * Takes a worker and has it read the headers.
     *
     * @param formats what to try, in this order
     * @throws ArchiveException when anything is encrypted, no format fits, or the worker fails
     * @throws IOException when no worker can be started or the file can't be read
     */
    static NativeArchiveReader open(Path path, Collection<NativeFormat> formats, NativeEngine engine)
            throws ArchiveException, IOException {
        NativePool pool = engine.pool();
        SourceFile source = SourceFile.open(path);
        NativeArchiveReader reader;
        try {
            reader = new NativeArchiveReader(pool, pool.take(), source);
        } catch (ArchiveException | IOException | RuntimeException e) {
            source.close();
            throw e;
        }
        try {
            reader.open(formats);
            return reader;
        } catch (ArchiveException | IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void open(Collection<NativeFormat> formats) throws ArchiveException, IOException {
        String names = formats.stream().map(NativeFormat::name).collect(Collectors.joining(","));
        process.send(WorkerProtocol.OPEN, names + "\n" + source.size());
        try {
            NativeFrame frame = next();
            frame.throwFailure();
            if (frame.type() != WorkerProtocol.OPENED) {
                throw new NativeProtocolException("frame type " + frame.type());
            }
            int entries = frame.int32();
            long bytes = frame.int64();
            frame.finish();
            if (entries < 0 || bytes < -1) {
                throw new NativeProtocolException("listing with negative numbers");
            }
            listing = new Listing(entries, bytes);
        } catch (NativeProtocolException e) {
            throw process.broken(e);
        }
    }

    @Override
    public Listing list() {
        return listing;
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        process.send(WorkerProtocol.READ, "");
        Progress progress = new Progress(sink);
        try {
            while (!progress.done) {
                progress.take(next());
            }
        } catch (NativeProtocolException e) {
            throw process.broken(e);
        }
        finished = true;
    }

    @Override
    public long position() {
        return Math.min(consumed, source.size());
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            source.close();
        } finally {
            if (finished) {
                pool.giveBack(process);
            } else {
                pool.discard(process);
            }
        }
    }

    /** The next frame that is more than a wish for a part of the archive. */
    private NativeFrame next() throws ArchiveException, NativeProtocolException, IOException {
        NativeFrame frame = process.receive();
        while (frame.type() == WorkerProtocol.NEED) {
            serve(frame);
            frame = process.receive();
        }
        return frame;
    }

    private void serve(NativeFrame need) throws ArchiveException, NativeProtocolException, IOException {
        long offset = need.int64();
        int length = need.int32();
        need.finish();
        if (length < 1 || length > WorkerProtocol.MAX_BLOCK || offset < 0 || offset > source.size() - length) {
            throw new NativeProtocolException("a wish for " + length + " bytes at " + offset);
        }
        ByteBuffer target = ByteBuffer.wrap(block, NativeProcess.HEAD, length);
        long at = offset;
        while (target.hasRemaining()) {
            int got = source.read(at, target);
            if (got < 0) {
                break;
            }
            at += got;
        }
        int read = length - target.remaining();
        consumed += read;
        process.sendBlock(block, read);
    }

    /** Checks that frames come in an order that makes sense. */
    private final class Progress {
        private final EntrySink sink;
        private @Nullable EntryHeader current;
        private long received;
        private long entries;
        private boolean done;

        Progress(EntrySink sink) {
            this.sink = sink;
        }

        void take(NativeFrame frame) throws ArchiveException, NativeProtocolException, IOException {
            switch (frame.type()) {
                case WorkerProtocol.ENTRY -> begin(frame);
                case WorkerProtocol.DATA -> data(frame);
                case WorkerProtocol.END -> end(frame);
                case WorkerProtocol.DONE -> finish(frame);
                default -> {
                    frame.throwFailure();
                    throw new NativeProtocolException("frame type " + frame.type());
                }
            }
        }

        private void begin(NativeFrame frame) throws ArchiveException, NativeProtocolException, IOException {
            if (current != null || ++entries > listing.entries()) {
                throw new NativeProtocolException("an entry too many");
            }
            EntryHeader header = frame.entry();
            current = header;
            received = 0;
            sink.begin(header);
        }

        private void data(NativeFrame frame) throws ArchiveException, NativeProtocolException, IOException {
            EntryHeader header = current;
            if (header == null || header.kind() != EntryHeader.Kind.FILE) {
                throw new NativeProtocolException("data outside a file");
            }
            received += frame.length();
            if (header.size() >= 0 && received > header.size()) {
                throw wrongSize(header);
            }
            sink.data(frame.bytes(), 0, frame.length());
        }

        private void end(NativeFrame frame) throws ArchiveException, NativeProtocolException, IOException {
            frame.finish();
            EntryHeader header = current;
            if (header == null) {
                throw new NativeProtocolException("the end of no entry");
            }
            if (header.kind() == EntryHeader.Kind.FILE && header.size() >= 0 && received != header.size()) {
                throw wrongSize(header);
            }
            current = null;
            sink.end();
        }

        private void finish(NativeFrame frame) throws NativeProtocolException {
            frame.finish();
            if (current != null || entries != listing.entries()) {
                throw new NativeProtocolException("an end before all entries came");
            }
            done = true;
        }

        private ArchiveException wrongSize(EntryHeader header) {
            return new ArchiveException(
                    ArchiveException.Reason.UNREADABLE,
                    "Entry " + EntryName.quote(header.name()) + " is not as long as it says");
        }
    }
}
