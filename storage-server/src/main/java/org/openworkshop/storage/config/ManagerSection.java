/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The keys of {@code [manager]}. */
final class ManagerSection {
    private static final String COMPLETIONS = "/internal/storage/transfer-completions";

    private static final Key<URI> URL = new Key<>(
            "manager.url",
            UrlType.base(),
            Preset.required("http://127.0.0.1:7070"),
            "MANAGER_URL",
            "Base address of Manager. Completed transfers are reported to " + COMPLETIONS
                    + " below it, unless manager.transfer_callback_url says otherwise.");
    private static final Key<URI> TRANSFER_CALLBACK_URL = new Key<>(
            "manager.transfer_callback_url",
            UrlType.optionalTarget(),
            Preset.of(""),
            "MANAGER_TRANSFER_CALLBACK_URL",
            "Full address that completed transfers are reported to. Empty: derived from manager.url.");
    private static final Key<Duration> CALLBACK_TTL = new Key<>(
            "manager.callback_ttl_seconds",
            new DurationType(Duration.ofSeconds(1), Duration.ofDays(1)),
            Preset.of(600L),
            "TRANSFER_CALLBACK_TTL_SECONDS",
            "How long the token of one report stays valid; every attempt signs its own.");
    private static final Key<Duration> CALLBACK_TIMEOUT = new Key<>(
            "manager.callback_timeout_seconds",
            new DurationType(Duration.ofMillis(100), Duration.ofMinutes(10)),
            Preset.of(15L),
            "",
            "How long one attempt to report may take, connecting included. An upload's answer waits for the first attempt.");
    private static final Key<Duration> CALLBACK_RETRY = new Key<>(
            "manager.callback_retry_seconds",
            new DurationType(Duration.ZERO, Duration.ofDays(30)),
            Preset.of(86_400L),
            "",
            "How long after a transfer ended a report that fails is tried again, across restarts.");

    private static final Key<Duration> CALLBACK_KEEP = new Key<>(
            "manager.callback_keep_seconds",
            new DurationType(Duration.ZERO, Duration.ofDays(365)),
            Preset.of(604_800L),
            "",
            "How long a report that was given up is kept, to be sent again with \"callbacks retry\".");

    static final Section SECTION = new Section(
            "manager",
            "The application server that owns the catalogue and is told about completed transfers.",
            List.of(URL, TRANSFER_CALLBACK_URL, CALLBACK_TTL, CALLBACK_TIMEOUT, CALLBACK_RETRY, CALLBACK_KEEP));

    private ManagerSection() {}

    static ManagerConfig read(Settings settings) {
        URI url = settings.get(URL);
        URI callback = settings.get(TRANSFER_CALLBACK_URL);
        return new ManagerConfig(
                url,
                callback.toString().isEmpty() ? URI.create(url + COMPLETIONS) : callback,
                settings.get(CALLBACK_TTL),
                settings.get(CALLBACK_TIMEOUT),
                settings.get(CALLBACK_RETRY),
                settings.get(CALLBACK_KEEP));
    }
}
