/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.openworkshop.storage.config.TelemetryConfig;

/** Finds the sampler that the settings name. */
final class Samplers {
    private static final String PARENT_BASED = "parentbased_";

    private Samplers() {}

    static Sampler of(TelemetryConfig.Sampling sampling) {
        String name = sampling.sampler();
        if (name.startsWith(PARENT_BASED)) {
            return Sampler.parentBased(root(name.substring(PARENT_BASED.length()), sampling.ratio()));
        }
        return root(name, sampling.ratio());
    }

    private static Sampler root(String name, double ratio) {
        return switch (name) {
            case "always_on" -> Sampler.alwaysOn();
            case "always_off" -> Sampler.alwaysOff();
            case "traceidratio" -> Sampler.traceIdRatioBased(ratio);
            default -> throw new IllegalArgumentException("no sampler is called " + name);
        };
    }
}
