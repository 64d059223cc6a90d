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
 * @param queueSize jobs that may wait for a fetch slot
 * @param uploadIdleTimeout longest silence of an uploading client
 * @param downloadConnectTimeout longest wait for a connection to an origin
 * @param downloadIdleTimeout longest silence of an origin
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
        Duration uploadIdleTimeout,
        Duration downloadConnectTimeout,
        Duration downloadIdleTimeout) {}
