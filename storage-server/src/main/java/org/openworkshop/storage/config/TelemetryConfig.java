/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * Section {@code [telemetry]}.
 *
 * @param enabled whether traces are exported
 */
public record TelemetryConfig(boolean enabled) {}
