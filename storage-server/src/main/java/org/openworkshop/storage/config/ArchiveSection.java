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

    static final Section SECTION =
            new Section("archive", "What archives are accepted.", List.of(VERIFY_PASSTHROUGH, MAX_ENTRIES, MAX_RATIO));

    private ArchiveSection() {}

    static ArchiveConfig read(Settings settings) {
        return new ArchiveConfig(
                settings.get(VERIFY_PASSTHROUGH), settings.number(MAX_ENTRIES), settings.number(MAX_RATIO));
    }
}
