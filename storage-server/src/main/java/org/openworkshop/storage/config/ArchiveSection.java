/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** The keys of {@code [archive]}. */
final class ArchiveSection {
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
    private static final Key<Boolean> NATIVE_ENGINE = new Key<>(
            "archive.native_engine",
            new BooleanType(),
            Preset.of(true),
            "",
            "Whether archives that only native code reads are accepted: 7z with BCJ2, PPMd or Swap, ZIP with LZMA or PPMd, and"
                    + " ARJ, CAB, CHM, CPIO, ISO, LZH, NSIS, RPM, UDF, WIM, XAR, Z. They are read in processes apart. Off, they fail"
                    + " as unreadable.");

    static final Section SECTION = new Section(
            "archive",
            "What archives are accepted.",
            List.of(VERIFY_PASSTHROUGH, MAX_ENTRIES, MAX_RATIO, NATIVE_ENGINE));

    private ArchiveSection() {}

    static ArchiveConfig read(Settings settings) {
        return new ArchiveConfig(
                settings.get(VERIFY_PASSTHROUGH),
                settings.number(MAX_ENTRIES),
                settings.number(MAX_RATIO),
                settings.get(NATIVE_ENGINE));
    }
}
