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

    private static final Key<Long> BREAKER_FAILURES = new Key<>(
            "access.breaker_failures",
            new IntegerType(0, 1_000_000),
            Preset.of(20L),
            "",
            "After so many questions in a row that the service did not answer (unreachable, timeout, or 502, 503, 504), it is"
                    + " not asked for a while: protected downloads get 503 at once. 0 always asks.");
    private static final Key<Duration> BREAKER = new Key<>(
            "access.breaker_seconds",
            new DurationType(Duration.ofMillis(100), Duration.ofHours(1)),
            Preset.of(5L),
            "",
            "How long the service is not asked then. After that one question is let through at a time, until one is answered.");

    static final Section SECTION = new Section(
            "access",
            "Who decides about protected downloads.",
            List.of(SERVICE_URL, SERVICE_TIMEOUT, CACHE, BREAKER_FAILURES, BREAKER));

    private AccessSection() {}

    static AccessConfig read(Settings settings) {
        return new AccessConfig(
                settings.get(SERVICE_URL),
                settings.get(SERVICE_TIMEOUT),
                settings.get(CACHE),
                new AccessConfig.Breaker(settings.number(BREAKER_FAILURES), settings.get(BREAKER)));
    }
}
