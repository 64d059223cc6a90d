/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;

/**
 * Reads an archive through the native engine, in a worker process of its own that dies with the reader. A worker that
 * crashes, hangs or talks nonsense makes the archive unreadable and does no harm beyond that. Entries of formats without names
 * have an empty one. An interrupt ends waiting with an {@link java.io.InterruptedIOException}.
 */
final class NativeArchiveReader implements ArchiveReader {
    private final NativeProcess process;
    private final Listing listing;
    private long consumed;

    private NativeArchiveReader(NativeProcess process, Listing listing) {
        this.process = process;
        this.listing = listing;
    }

    /**
     * Starts a worker and has it read the headers.
     *
     * @param formats what to try, in this order
     * @throws ArchiveException when anything is encrypted, no format fits, or the worker fails
     * @throws IOException when no worker can be started
     */
    static NativeArchiveReader open(Path source, Collection<NativeFormat> formats, NativeEngine engine)
            throws ArchiveException, IOException {
        NativeProcess process = engine.start();
        boolean opened = false;
        try {
            process.expect(WorkerProtocol.READY).finish();
            String names = formats.stream().map(NativeFormat::name).collect(Collectors.joining(","));
            process.send(WorkerProtocol.OPEN, names + "\n" + source.toAbsolutePath());
            NativeArchiveReader reader = new NativeArchiveReader(process, listing(process));
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                process.close();
            }
        }
    }

    private static Listing listing(NativeProcess process) throws ArchiveException, IOException {
        NativeFrame frame = process.receive();
        while (frame.type() == WorkerProtocol.PROGRESS) {
            frame = process.receive();
        }
        frame.throwFailure();
        if (frame.type() != WorkerProtocol.OPENED) {
            throw NativeProcess.violation("frame type " + frame.type());
        }
        int entries = frame.int32();
        long bytes = frame.int64();
        frame.finish();
        if (entries < 0 || bytes < -1) {
            throw NativeProcess.violation("listing with negative numbers");
        }
        return new Listing(entries, bytes);
    }

    @Override
    public Listing list() {
        return listing;
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        process.send(WorkerProtocol.READ, "");
        Progress progress = new Progress(sink);
        while (!progress.done) {
            progress.take(process.receive());
        }
    }

    @Override
    public long position() {
        return consumed;
    }

    @Override
    public void close() {
        process.close();
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

        void take(NativeFrame frame) throws ArchiveException, IOException {
            switch (frame.type()) {
                case WorkerProtocol.ENTRY -> begin(frame);
                case WorkerProtocol.DATA -> data(frame);
                case WorkerProtocol.END -> end(frame);
                case WorkerProtocol.PROGRESS -> consumed = Math.max(consumed, frame.int64());
                case WorkerProtocol.DONE -> finish(frame);
                default -> {
                    frame.throwFailure();
                    throw NativeProcess.violation("frame type " + frame.type());
                }
            }
        }

        private void begin(NativeFrame frame) throws ArchiveException, IOException {
            if (current != null || ++entries > listing.entries()) {
                throw NativeProcess.violation("an entry too many");
            }
            EntryHeader header = frame.entry();
            current = header;
            received = 0;
            sink.begin(header);
        }

        private void data(NativeFrame frame) throws ArchiveException, IOException {
            EntryHeader header = current;
            if (header == null || header.kind() != EntryHeader.Kind.FILE) {
                throw NativeProcess.violation("data outside a file");
            }
            received += frame.length();
            if (header.size() >= 0 && received > header.size()) {
                throw wrongSize(header);
            }
            sink.data(frame.bytes(), 0, frame.length());
        }

        private void end(NativeFrame frame) throws ArchiveException, IOException {
            frame.finish();
            EntryHeader header = current;
            if (header == null) {
                throw NativeProcess.violation("the end of no entry");
            }
            if (header.kind() == EntryHeader.Kind.FILE && header.size() >= 0 && received != header.size()) {
                throw wrongSize(header);
            }
            current = null;
            sink.end();
        }

        private void finish(NativeFrame frame) throws ArchiveException {
            frame.finish();
            if (current != null || entries != listing.entries()) {
                throw NativeProcess.violation("an end before all entries came");
            }
            done = true;
        }

        private ArchiveException wrongSize(EntryHeader header) {
            return new ArchiveException(
                    ArchiveException.Reason.UNREADABLE, "The entry is not as long as it says: " + header.name());
        }
    }
}
