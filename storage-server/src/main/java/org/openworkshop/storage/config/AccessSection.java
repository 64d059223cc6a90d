/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The keys of {@code [access]}. */
final class AccessSection {
    private static final Key<URI> SERVICE_URL = new Key<>(
            "access.service_url",
            UrlType.base(),
            Preset.required("http://127.0.0.1:7071"),
            "ACCESS_SERVICE_URL",
            "Base address of the access service; /mod/{id} below it is asked before a mod's file is sent.");
    private static final Key<Duration> SERVICE_TIMEOUT = new Key<>(
            "access.service_timeout_seconds",
            new DurationType(Duration.ofMillis(100), Duration.ofMinutes(10)),
            Preset.of(10L),
            "ACCESS_SERVICE_TIMEOUT_SECONDS",
            "How long one question to the access service may take, waiting for a connection included.");
    private static final Key<Duration> CACHE = new Key<>(
            "access.cache_seconds",
            new DurationType(Duration.ZERO, Duration.ofDays(1)),
            Preset.of(0L),
            "",
            "How long a decision is reused for the same mod and the same session cookies. 0 asks every time. A permission"
                    + " that was withdrawn may be honoured for this long.");

    static final Section SECTION = new Section(
            "access", "Who decides about protected downloads.", List.of(SERVICE_URL, SERVICE_TIMEOUT, CACHE));

    private AccessSection() {}

    static AccessConfig read(Settings settings) {
        return new AccessConfig(settings.get(SERVICE_URL), settings.get(SERVICE_TIMEOUT), settings.get(CACHE));
    }
}
