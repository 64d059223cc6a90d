/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file found in an area, as it was at that moment.
 *
 * @param path its real place on disk, links resolved
 * @param location the same place as a path in its area: what decisions about the file are made on
 * @param size bytes
 * @param modified last modification
 * @param fileKey the file system's identity of the file (device and inode on POSIX systems), changed by a replacement
 */
public record StoredFile(Path path, AreaPath location, long size, Instant modified, String fileKey) {}
