/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a .7z as its headers describe it.
 *
 * @param name path as the archive spells it; empty when the archive gives none
 * @param directory whether it is a folder
 * @param anti whether it stands for something to be deleted when the archive is unpacked over an older one
 * @param size unpacked bytes, 0 for a folder
 * @param modified modification time, null when the archive has none
 * @param attributes of Windows; when bit 15 is set, a Unix mode in the upper half; 0 when the archive has none
 */
public record SevenZipEntry(
        String name,
        boolean directory,
        boolean anti,
        long size,
        @Nullable Instant modified,
        int attributes) {}
