/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** The keys of {@code [download]}. */
final class DownloadSection {
    private static final int LARGEST_CACHED = 1024 * 1024;

    private static final Key<String> CACHE_CONTROL_ARCHIVE = new Key<>(
            "download.cache_control_archive",
            new HeaderValueType(),
            Preset.of("no-cache"),
            "",
            "Cache-Control of the files of the area archive; empty for none. Answers about protected files always"
                    + " say \"private, no-cache\".");
    private static final Key<String> CACHE_CONTROL_RESOURCE = new Key<>(
            "download.cache_control_resource",
            new HeaderValueType(),
            Preset.of("public, max-age=300"),
            "",
            "Cache-Control of the files of the area resource; empty for none.");
    private static final Key<String> CACHE_CONTROL_AVATAR = new Key<>(
            "download.cache_control_avatar",
            new HeaderValueType(),
            Preset.of("public, max-age=300"),
            "",
            "Cache-Control of the files of the area avatar; empty for none.");
    private static final Key<Long> CACHE_BYTES = new Key<>(
            "download.cache_bytes",
            new SizeType(0, 1024L * LARGEST_CACHED),
            Preset.of("16 MiB"),
            "",
            "Most memory in which small files that are asked for often are kept. 0 turns that off.");
    private static final Key<Long> CACHE_FILE_BYTES = new Key<>(
            "download.cache_file_bytes",
            new SizeType(0, LARGEST_CACHED),
            Preset.of("64 KiB"),
            "",
            "Largest file that is kept in that memory. Larger ones go from the system's page cache to the network.");

    static final Section SECTION = new Section(
            "download",
            "How files are sent.",
            List.of(
                    CACHE_CONTROL_ARCHIVE,
                    CACHE_CONTROL_RESOURCE,
                    CACHE_CONTROL_AVATAR,
                    CACHE_BYTES,
                    CACHE_FILE_BYTES));

    private DownloadSection() {}

    static DownloadConfig read(Settings settings) {
        return new DownloadConfig(
                new DownloadConfig.CacheControl(
                        settings.get(CACHE_CONTROL_ARCHIVE),
                        settings.get(CACHE_CONTROL_RESOURCE),
                        settings.get(CACHE_CONTROL_AVATAR)),
                settings.get(CACHE_BYTES),
                Math.toIntExact(settings.get(CACHE_FILE_BYTES)));
    }
}
