/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.openworkshop.storage.config.ArchiveConfig;

/**
 * The door to archives: turns any file into a ZIP that is safe to hand out, or tells how much one unpacks to. What a file
 * is, is told by its content. A ZIP that is well packed and that every program reads alike stays as it is; every other
 * archive is decoded and packed in one pass, without files between; what is no archive becomes a ZIP with one entry.
 *
 * <p>Safe for use by several threads. A call ends soon after its thread is interrupted, with an
 * {@link InterruptedIOException} and the interrupt status set.
 */
public final class Archives implements Closeable {
    private final ArchiveConfig config;
    private final long maxUnpackedBytes;
    private final Packing.Means means;
    private final NativeEngine engine;
    private final NameBudget names;

    /**
     * @param maxUnpackedBytes most bytes an archive may unpack to; 0 is no limit
     * @param silence how long the native engine may say nothing before it is killed and its archive given up
     * @param listener hears what happens to the native engine's processes
     */
    public Archives(ArchiveConfig config, long maxUnpackedBytes, Duration silence, NativeEngineListener listener) {
        this(config, maxUnpackedBytes, new NativeEngine(NativeSettings.of(silence), listener));
    }

    /** With a minute of silence. */
    Archives(ArchiveConfig config, long maxUnpackedBytes) {
        this(config, maxUnpackedBytes, Duration.ofMinutes(1), NativeEngineListener.NONE);
    }

    private Archives(ArchiveConfig config, long maxUnpackedBytes, NativeEngine engine) {
        this(config, maxUnpackedBytes, ForeignReaders.of(config, engine), engine);
    }

    Archives(ArchiveConfig config, long maxUnpackedBytes, ForeignReaders foreign) {
        this(
                config,
                maxUnpackedBytes,
                foreign,
                new NativeEngine(NativeSettings.of(Duration.ofMinutes(1)), NativeEngineListener.NONE));
    }

    private Archives(ArchiveConfig config, long maxUnpackedBytes, ForeignReaders foreign, NativeEngine engine) {
        this(config, maxUnpackedBytes, foreign, engine, NameBudget.ofHeap());
    }

    Archives(
            ArchiveConfig config,
            long maxUnpackedBytes,
            ForeignReaders foreign,
            NativeEngine engine,
            NameBudget names) {
        this.config = config;
        this.names = names;
        this.maxUnpackedBytes = maxUnpackedBytes;
        this.engine = engine;
        this.means = new Packing.Means(
                new ReaderChooser(foreign), new DeflateThreads(config.work().threads()));
    }

    /**
     * Whether the native engine works, or is turned off, or has no build for this platform, so that nothing can be done about
     * it. The first call takes a good part of a second; success is remembered, a failure is looked into again after a minute.
     */
    public boolean isNativeEngineReady() {
        return !config.work().nativeEngine() || !NativeEngine.supported() || engine.available();
    }

    /** What is known of the native engine. Never waits. */
    public NativeEngineStatus nativeEngine() {
        return NativeEngineStatus.of(config.work().nativeEngine(), engine);
    }

    /** Ends the native engine's processes and deletes its files. */
    @Override
    public void close() throws IOException {
        means.threads().close();
        engine.close();
    }

    /**
     * Packs one file. Blocks until the ZIP is written (not synced) or the source was found fit to be kept. After an
     * exception the target may exist in part.
     *
     * @throws ArchiveException when the source is refused
     * @throws InterruptedIOException when the thread was interrupted
     * @throws IOException when the source cannot be read or the target cannot be written
     */
    public PackResult pack(PackRequest request, PackListener listener) throws ArchiveException, IOException {
        try (SourceFile source = SourceFile.open(request.source());
                NameBudget.Share memory = names.open()) {
            return packing(request, source, memory, listener).run(config.verifyPassthrough());
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /**
     * Packs a file while it is being received. Like {@link #pack}, but waits for bytes that have not arrived, and the outcome
     * only counts when all did: refused as {@link ArchiveException.Reason#BUSY}, the archive may be packed when it is there.
     *
     * @return empty when the format has to be there as a whole before it can be packed: all but tar, ar, cpio, and what is
     *     compressed in one stream
     */
    public Optional<PackResult> packWhileArriving(PackRequest request, Arrival arrival, PackListener listener)
            throws ArchiveException, IOException {
        try (SourceFile source = SourceFile.open(request.source(), arrival);
                NameBudget.Share memory = names.openEarly()) {
            return packing(request, source, memory, listener).runWhileArriving();
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    private Packing packing(PackRequest request, SourceFile source, NameBudget.Share memory, PackListener listener) {
        Limits limits = new Limits(config, maxUnpackedBytes, source::arrived, memory);
        return new Packing(request, source, means, limits, listener);
    }

    /**
     * What an archive says it unpacks to, in bytes: ZIP, 7z and RAR, whose directories are cheap to read. Empty for
     * everything else, for what is encrypted or damaged, and while there is no memory for its names.
     */
    public OptionalLong unpackedBytes(Path file) throws IOException {
        try (SourceFile source = SourceFile.open(file);
                NameBudget.Share memory = names.open()) {
            Limits limits = new Limits(config, 0, source::arrived, memory);
            Probe.Finding found = Probe.probe(source);
            if (found.format().family() != ArchiveFormat.Family.DIRECTORY) {
                return OptionalLong.empty();
            }
            long bytes = found.format() == ArchiveFormat.ZIP
                    ? ZipDirectory.read(source, limits).unpackedBytes()
                    : listed(source, file, found, limits);
            return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
        } catch (ArchiveException e) {
            return OptionalLong.empty();
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    private long listed(SourceFile source, Path file, Probe.Finding found, Limits limits)
            throws ArchiveException, IOException {
        try (ArchiveReader reader = means.readers().open(source, file, found, "", limits)) {
            return reader.list().unpackedBytes();
        }
    }

    private static InterruptedIOException interrupted(IOException cause) {
        InterruptedIOException e = new InterruptedIOException("Interrupted while packing");
        e.initCause(cause);
        return e;
    }
}
