/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.StoredFile;

/**
 * Remembers the validators of files that were asked for lately, so that the content's hash is looked up once per file version.
 * Two generations: when the young one is full it becomes the old one, and what is found in the old one is young again. So
 * at most twice {@value #GENERATION} versions are kept, and no request waits for another one. Thread-safe.
 */
final class FileVersions {
    static final int GENERATION = 4096;

    private final Function<StoredFile, FileVersion> reader;
    private volatile Map<StoredFile, FileVersion> young = new ConcurrentHashMap<>();
    private volatile Map<StoredFile, FileVersion> old = Map.of();

    /** @param reader reads one version from the disk; may be called twice for the same one */
    FileVersions(Function<StoredFile, FileVersion> reader) {
        this.reader = reader;
    }

    /** The validators of a file; blocks for the file system when it was not asked for lately. */
    FileVersion of(StoredFile file) {
        @Nullable FileVersion known = young.get(file);
        if (known != null) {
            return known;
        }
        known = old.get(file);
        FileVersion version = known == null ? reader.apply(file) : known;
        remember(file, version);
        return version;
    }

    private void remember(StoredFile file, FileVersion version) {
        if (young.size() >= GENERATION) {
            turn();
        }
        young.put(file, version);
    }

    private synchronized void turn() {
        if (young.size() >= GENERATION) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }

    int size() {
        return young.size() + old.size();
    }
}
