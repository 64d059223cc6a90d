/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** The keys of {@code [archive]}. */
final class ArchiveSection {
    /** What a ZIP's length field holds, less the slash behind a folder. */
    private static final int LONGEST_NAME = 65_534;

    private static final Key<Boolean> VERIFY_PASSTHROUGH = new Key<>(
            "archive.verify_passthrough",
            new BooleanType(),
            Preset.of(true),
            "",
            "Whether the data of a ZIP that is kept as it came is decompressed and compared with its sizes and checksums."
                    + " Off, only its structure is checked.");
    private static final Key<Long> MAX_ENTRIES = new Key<>(
            "archive.max_entries",
            new IntegerType(1, 10_000_000),
            Preset.of(100_000L),
            "",
            "Most files and folders that an archive may hold.");
    private static final Key<Long> MAX_RATIO = new Key<>(
            "archive.max_ratio",
            new IntegerType(0, 1_000_000),
            Preset.of(200L),
            "",
            "How many times bigger an archive may become when it is unpacked; checked once 64 MiB are out. 0 turns it off.");

    private static final Key<Long> MAX_ENTRY_BYTES = new Key<>(
            "archive.max_entry_bytes",
            new SizeType(0, StorageSection.LARGEST),
            Preset.of(0L),
            "",
            "Largest single file in an archive, unpacked. 0 turns it off.");
    private static final Key<Long> MAX_NAME_BYTES = new Key<>(
            "archive.max_name_bytes",
            new SizeType(1, LONGEST_NAME),
            Preset.of("4 KiB"),
            "",
            "Longest name of an entry with its folders, in UTF-8. 4 KiB is the longest path that Linux opens; a ZIP cannot"
                    + " hold more than 65534 bytes.");
    private static final Key<Long> MAX_DEPTH = new Key<>(
            "archive.max_depth",
            new IntegerType(1, LONGEST_NAME),
            Preset.of(100L),
            "",
            "How deep folders may lie in one another: most parts of an entry's name, the file's own counted. More than 100"
                    + " is no folder that somebody made by hand, and programs that unpack by recursion fall over it.");
    private static final Key<Long> MAX_DIRECTORY_BYTES = new Key<>(
            "archive.max_directory_bytes",
            new SizeType(1024, 1L << 30),
            Preset.of("32 MiB"),
            "",
            "Most bytes of what lists the entries, which is held in memory: a ZIP's central directory, the headers of a 7z"
                    + " (unpacked) or a RAR, and in every format the names of all entries together. Whatever stands here, the"
                    + " names of all archives that are packed at once share a quarter of the heap: when that is full, all but"
                    + " the one that was begun first fail as busy.");

    private static final Key<Boolean> NATIVE_ENGINE = new Key<>(
            "archive.native_engine",
            new BooleanType(),
            Preset.of(true),
            "",
            "Whether archives that only native code reads are accepted: 7z with BCJ2, PPMd or Swap, ZIP with PPMd, and ARJ, CAB,"
                    + " CHM, ISO, LZH, NSIS, RPM, UDF, WIM, XAR. They are read in processes apart. Off, they fail as unreadable.");
    private static final Key<Long> THREADS = new Key<>(
            "archive.threads",
            new IntegerType(1, 256, true),
            Preset.of(IntegerType.CORES),
            "",
            "How many threads work on one archive: one decodes, and all of them compress. The compressing ones are shared by all"
                    + " archives. \"cores\" is the number of processors.");

    static final Section SECTION = new Section(
            "archive",
            "What archives are accepted.",
            List.of(
                    VERIFY_PASSTHROUGH,
                    MAX_ENTRIES,
                    MAX_RATIO,
                    MAX_ENTRY_BYTES,
                    MAX_NAME_BYTES,
                    MAX_DEPTH,
                    MAX_DIRECTORY_BYTES,
                    NATIVE_ENGINE,
                    THREADS));

    private ArchiveSection() {}

    static ArchiveConfig read(Settings settings) {
        return new ArchiveConfig(
                settings.get(VERIFY_PASSTHROUGH),
                settings.number(MAX_ENTRIES),
                settings.number(MAX_RATIO),
                new ArchiveConfig.Bounds(
                        settings.get(MAX_ENTRY_BYTES),
                        Math.toIntExact(settings.get(MAX_NAME_BYTES)),
                        settings.number(MAX_DEPTH),
                        settings.get(MAX_DIRECTORY_BYTES)),
                new ArchiveConfig.Work(settings.get(NATIVE_ENGINE), settings.number(THREADS)));
    }
}
