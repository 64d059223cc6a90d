/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URI;
import java.time.Duration;

/**
 * Section {@code [manager]}.
 *
 * @param url base address without a trailing slash, query or fragment
 * @param callbackUrl where completions are posted: {@code manager.transfer_callback_url}, or when that is empty
 *     {@code {manager.url}/internal/storage/transfer-completions}
 * @param callbackTtl how long a callback's token stays valid
 * @param callbackTimeout how long one attempt may take, connecting included
 * @param callbackRetry how long after the completion attempts go on
 * @param callbackKeep how long a completion that was given up is kept, to be sent again on request
 */
public record ManagerConfig(
        URI url,
        URI callbackUrl,
        Duration callbackTtl,
        Duration callbackTimeout,
        Duration callbackRetry,
        Duration callbackKeep) {}
