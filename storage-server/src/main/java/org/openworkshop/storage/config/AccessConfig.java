/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URI;
import java.time.Duration;

/**
 * Section {@code [access]}.
 *
 * @param serviceUrl base address without a trailing slash, query or fragment
 * @param serviceTimeout how long one question may take, waiting for a connection included
 * @param cache how long a decision may be reused for the same mod and cookies; zero turns the cache off
 * @param breaker when a service that does not answer is left alone
 */
public record AccessConfig(URI serviceUrl, Duration serviceTimeout, Duration cache, Breaker breaker) {
    /**
     * When a service that does not answer is left alone.
     *
     * @param failures questions in a row without an answer; 0 turns it off
     * @param pause how long the service is not asked then
     */
    public record Breaker(int failures, Duration pause) {}
}
