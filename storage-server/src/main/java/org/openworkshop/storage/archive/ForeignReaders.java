/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;
import org.openworkshop.storage.config.ArchiveConfig;

/**
 * The readers of formats that this room's own code does not decode. Each opens a file by itself and, like every
 * {@link ArchiveReader}, passes on what it finds; names, links and limits are judged elsewhere.
 *
 * @param rar reads RAR 1.5 to 5
 * @param nativeEngine reads what else there is, in a process of its own
 */
record ForeignReaders(Opener rar, NativeOpener nativeEngine) {
    /** No such readers: their formats are unreadable. */
    static final ForeignReaders NONE =
            new ForeignReaders(ForeignReaders::missing, (source, formats) -> missing(source));

    /** The readers of a server: RAR in this process, the rest in the engine's. */
    static ForeignReaders of(ArchiveConfig config, NativeEngine engine) {
        return new ForeignReaders(
                source -> RarArchiveReader.open(
                        source, config.maxEntries(), config.bounds().maxDirectoryBytes()),
                nativeOpener(config, engine));
    }

    private static NativeOpener nativeOpener(ArchiveConfig config, NativeEngine engine) {
        if (!config.work().nativeEngine()) {
            return (source, formats) -> withoutEngine("it is turned off by archive.native_engine");
        }
        if (!NativeEngine.supported()) {
            return (source, formats) -> withoutEngine("it has no build for this platform");
        }
        return (source, formats) -> NativeArchiveReader.open(source, formats, engine);
    }

    /** Opens a file of a known format. */
    interface Opener {
        ArchiveReader open(Path source) throws ArchiveException, IOException;
    }

    /** Opens a file that is one of some formats, which are tried in their order. */
    interface NativeOpener {
        ArchiveReader open(Path source, List<NativeFormat> formats) throws ArchiveException, IOException;
    }

    private static ArchiveReader withoutEngine(String why) throws ArchiveException {
        throw Decoding.unreadable("Only the native engine reads this kind of archive, and " + why);
    }

    private static ArchiveReader missing(Path source) throws ArchiveException {
        throw Decoding.unreadable("Nothing here reads this kind of archive");
    }
}
