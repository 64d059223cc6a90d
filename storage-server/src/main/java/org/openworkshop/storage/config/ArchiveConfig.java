/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * Section {@code [archive]}.
 *
 * @param verifyPassthrough whether the data of a ZIP that is kept as it came is decompressed and checked
 * @param maxEntries most entries an archive may hold
 * @param maxRatio largest unpacked:packed ratio, checked once 64 MiB are out; 0 turns it off
 */
public record ArchiveConfig(boolean verifyPassthrough, int maxEntries, int maxRatio) {}
