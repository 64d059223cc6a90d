/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** One call of {@link Archives#pack}. */
final class Packing {
    private final PackRequest request;
    private final SourceFile source;
    private final Means means;
    private final Limits limits;
    private final PackListener listener;
    private final Progress progress;

    /** What all packing is done with. */
    record Means(ReaderChooser readers, DeflateThreads threads) {}

    Packing(PackRequest request, SourceFile source, Means means, Limits limits, PackListener listener) {
        this.request = request;
        this.source = source;
        this.means = means;
        this.limits = limits;
        this.listener = listener;
        this.progress = new Progress(listener);
    }

    PackResult run(boolean verifyKept) throws ArchiveException, IOException {
        progress.extracting(0, 1);
        Probe.Finding found = Probe.probe(source);
        probed(found.format());
        if (found.format() == ArchiveFormat.ZIP) {
            return packZip(verifyKept);
        }
        return Closing.after(
                means.readers().open(source, request.source(), found, request.storedName(), limits), this::repack);
    }

    /** Packs a file that may still be arriving; empty when its format has to be there as a whole. */
    Optional<PackResult> runWhileArriving() throws ArchiveException, IOException {
        progress.extracting(0, 1);
        ArchiveFormat format = Probe.probeHead(source.head());
        if (format == ArchiveFormat.PLAIN) {
            return Optional.empty();
        }
        probed(format);
        return Closing.after(StreamArchiveReader.open(source, format, request.storedName()), reader -> {
            PackResult result = repack(reader);
            return Probe.probe(source).format() == format ? Optional.of(result) : Optional.empty();
        });
    }

    private void probed(ArchiveFormat format) {
        listener.probed(format.name().toLowerCase(Locale.ROOT));
    }

    private PackResult packZip(boolean verifyKept) throws ArchiveException, IOException {
        ZipDirectory directory = ZipDirectory.read(source, limits);
        ZipLayout layout = ZipLayout.check(source, directory, limits);
        if (layout.clean() && layout.isPackedWell() && (!verifyKept || isWhole(layout))) {
            limits.checkRatio(directory.unpackedBytes());
            progress.extracted();
            return new PackResult(true, directory.unpackedBytes());
        }
        ZipCopies copies = ZipReader.reads(layout)
                ? ZipCopies.check(source, layout, request.level(), limits.again(), progress, processors())
                : ZipCopies.NONE;
        return Closing.after(means.readers().zip(source, request.source(), layout, copies), this::repack);
    }

    private boolean isWhole(ZipLayout layout) throws ArchiveException, IOException {
        if (ZipReader.reads(layout)) {
            return ZipCheck.run(source, layout, layout.entries(), limits, progress, processors());
        }
        try (ArchiveReader reader = means.readers().nativeZip(request.source())) {
            ContentSums sums = new ContentSums(
                    layout.directory(), limits, () -> progress.extracting(reader.position(), source.size()));
            reader.list();
            reader.read(sums);
            sums.requireAll();
        }
        return true;
    }

    private PackResult repack(ArchiveReader reader) throws ArchiveException, IOException {
        ArchiveReader.Listing listing = reader.list();
        limits.declared(listing);
        limits.checkRatio(listing.unpackedBytes());
        progress.extracted();
        Limits counted = limits.again();
        CompressionLevel level = CompressionLevel.of(request.level());
        ZipOutput target = new ZipOutput(request.target(), new ZipHeaders(ZipHeaders.ZIP64_FROM), this::writing);
        long unpacked = Closing.after(
                target,
                output -> Closing.after(
                        new ZipWriter(output, counted, level, means.threads()),
                        writer -> write(reader, writer, counted)));
        progress.repacked();
        return new PackResult(false, unpacked);
    }

    private long write(ArchiveReader reader, ZipWriter writer, Limits counted) throws ArchiveException, IOException {
        reader.read(new GuardedSink(counted, writer, () -> progress.repacking(reader.position(), source.size())));
        source.awaitWhole();
        counted.checkRatio(counted.unpacked());
        writer.finish();
        return counted.unpacked();
    }

    private int processors() {
        return means.threads().processors();
    }

    private void writing(long bytes) throws IOException {
        listener.working();
        listener.writing(bytes);
    }
}
