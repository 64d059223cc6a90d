/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.time.Duration;
import java.util.List;

/**
 * Section {@code [transfer]}. Sizes are in bytes; 0 turns a size limit off.
 *
 * @param maxBytes largest upload or fetched file when the token sets no {@code max_bytes}
 * @param hardMaxBytes limit that no token can lift
 * @param maxUnpackedBytes largest sum of an archive's entries
 * @param downloadAllowHosts hosts ({@code name} or {@code name:port}) exempt from the address guard, in
 *     lower case, IPv6 addresses in brackets
 * @param downloadRetries how often a broken fetch is resumed or restarted
 * @param queueSize jobs that may wait for a place: to be received, to be fetched, to be packed
 */
public record TransferConfig(
        long maxBytes,
        long hardMaxBytes,
        long maxUnpackedBytes,
        List<String> downloadAllowHosts,
        int downloadConcurrency,
        int downloadRetries,
        int uploadConcurrency,
        int repackConcurrency,
        int queueSize,
        Duration jobTtl,
        Duration cleanupInterval,
        Timeouts timeouts) {

    /**
     * How long things may take.
     *
     * @param uploadQueueWait how long an upload waits for a place before it is refused
     * @param uploadIdle longest silence of an uploading client
     * @param uploadTotal longest time the bytes of one upload may take
     * @param downloadConnect longest wait for a connection to an origin
     * @param downloadIdle longest silence of an origin
     * @param downloadTotal longest time one fetch may take, all its tries together
     * @param repackIdle longest time packing may make no progress
     * @param repackTotal longest time packing one job may take
     */
    public record Timeouts(
            Duration uploadQueueWait,
            Duration uploadIdle,
            Duration uploadTotal,
            Duration downloadConnect,
            Duration downloadIdle,
            Duration downloadTotal,
            Duration repackIdle,
            Duration repackTotal) {}
}
