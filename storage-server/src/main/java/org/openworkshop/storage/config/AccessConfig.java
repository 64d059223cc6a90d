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
 */
public record AccessConfig(URI serviceUrl, Duration serviceTimeout, Duration cache) {}
