/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * Section {@code [archive]}.
 *
 * @param verifyPassthrough whether the data of a ZIP that is kept as it came is decompressed and checked
 * @param maxEntries most entries an archive may hold
 * @param maxRatio largest unpacked:packed ratio, checked once 64 MiB are out; 0 turns it off
 * @param nativeEngine whether archives that only native code reads are read, in processes of their own
 */
public record ArchiveConfig(boolean verifyPassthrough, int maxEntries, int maxRatio, boolean nativeEngine) {}
