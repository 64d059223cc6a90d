/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;

/**
 * Section {@code [storage]}.
 *
 * @param mainDir absolute and normalised; may not exist yet
 * @param minFreeBytes free space below which the server reports itself unhealthy, in bytes; 0 turns the check off
 */
public record StorageConfig(Path mainDir, long minFreeBytes) {}
