/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;
import java.util.List;

/** The keys of {@code [storage]}. */
final class StorageSection {
    /** Bound of every size setting: far above real disks, far below where sums of sizes overflow. */
    static final long LARGEST = 1L << 50;

    private static final Key<Path> MAIN_DIR = new Key<>(
            "storage.main_dir",
            PathType.folder(),
            Preset.required("/srv/open-workshop-storage"),
            "MAIN_DIR",
            "Folder that holds the permanent files (archive, resource, avatar) and the workspaces of jobs (temp)."
                    + " Exactly one server may use it.");
    private static final Key<Long> MIN_FREE_BYTES = new Key<>(
            "storage.min_free_bytes",
            new SizeType(0, LARGEST),
            Preset.of("1 GiB"),
            "",
            "Free space below which the health check fails. 0 turns that check off.");

    static final Section SECTION = new Section("storage", "Where files are kept.", List.of(MAIN_DIR, MIN_FREE_BYTES));

    private StorageSection() {}

    static StorageConfig read(Settings settings) {
        return new StorageConfig(settings.get(MAIN_DIR), settings.get(MIN_FREE_BYTES));
    }
}
