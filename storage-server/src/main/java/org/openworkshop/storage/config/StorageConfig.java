/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;

/**
 * Section {@code [storage]}.
 *
 * @param minFreeBytes free space below which the server reports itself unhealthy, in bytes
 */
public record StorageConfig(Path mainDir, long minFreeBytes) {}
