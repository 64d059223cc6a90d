/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** The keys of {@code [telemetry]}. */
final class TelemetrySection {
    private static final Key<Boolean> ENABLED = new Key<>(
            "telemetry.enabled",
            new BooleanType("telemetry export is not available in this version"),
            Preset.of(false),
            "",
            "Whether traces are exported. Not available in this version: true is refused. Metrics are at /metrics.");

    static final Section SECTION = new Section("telemetry", "Export of traces.", List.of(ENABLED));

    private TelemetrySection() {}

    static TelemetryConfig read(Settings settings) {
        return new TelemetryConfig(settings.get(ENABLED));
    }
}
