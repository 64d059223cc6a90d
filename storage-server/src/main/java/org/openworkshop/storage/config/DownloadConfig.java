/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * Section {@code [download]}.
 *
 * @param cacheControl what caches are told
 * @param cacheBytes most memory for the bytes of small files; 0 turns that cache off
 * @param cacheFileBytes largest file that is kept in memory, in bytes
 */
public record DownloadConfig(CacheControl cacheControl, long cacheBytes, int cacheFileBytes) {
    /**
     * The value of {@code Cache-Control} (RFC 9111 section 5.2) of the files of each area; empty for none. Files that only some
     * callers may have are never left to a shared cache, whatever stands here.
     */
    public record CacheControl(String archive, String resource, String avatar) {}
}
