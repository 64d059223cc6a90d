/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The free space of the main directory's file system, and how much of it must stay free. Asking costs one system call, so
 * writers ask before every block they write. Several writers may together go a few blocks below the limit, never further.
 * Thread-safe.
 */
public final class FreeSpace {
    /** What the C library calls ENOSPC and EDQUOT; the only way Java tells them apart from other write errors. */
    private static final List<String> DISK_FULL = List.of("No space left on device", "Disk quota exceeded");

    private static final int MOST_CAUSES = 16;

    private final FileStore store;
    private final long minFreeBytes;

    FreeSpace(FileStore store, long minFreeBytes) {
        this.store = store;
        this.minFreeBytes = minFreeBytes;
    }

    /** Bytes that may still be written, those that must stay free included. */
    public long usableBytes() throws IOException {
        return store.getUsableSpace();
    }

    /** Bytes of the whole file system. */
    public long totalBytes() throws IOException {
        return store.getTotalSpace();
    }

    /**
     * Refuses to write what would leave too little free. With a limit of 0 only the disk itself refuses.
     *
     * @param bytes how many are about to be written
     */
    public void require(long bytes) throws IOException {
        if (minFreeBytes <= 0) {
            return;
        }
        long usable = store.getUsableSpace();
        if (usable - bytes < minFreeBytes) {
            throw new InsufficientSpaceException(
                    usable + " bytes are free, " + bytes + " are to be written, " + minFreeBytes + " must stay free");
        }
    }

    /** Whether a failure to write, or what caused it, is that the disk is full. */
    public static boolean isExhausted(@Nullable Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof InsufficientSpaceException
                    || (cause instanceof IOException && DISK_FULL.stream().anyMatch(message::contains))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
