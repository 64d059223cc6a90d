/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.TelemetryConfig;

/** Says who this server is, once for all spans. */
final class Resources {
    private static final String NAME = "service.name";
    private static final String VERSION = "service.version";

    private Resources() {}

    /** What is set wins over the attributes, and those over what we say by ourselves. */
    static Resource of(TelemetryConfig.Service service) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put(NAME, "open-workshop-storage");
        @Nullable String build = Resources.class.getPackage().getImplementationVersion();
        said.put(VERSION, build == null ? "unknown" : build);
        said.putAll(service.attributes());
        set(said, NAME, service.name());
        set(said, VERSION, service.version());
        set(said, "deployment.environment.name", service.environment());
        set(said, "deployment.environment", service.environment());
        AttributesBuilder attributes = Attributes.builder();
        said.forEach(attributes::put);
        return Resource.getDefault().merge(Resource.create(attributes.build()));
    }

    private static void set(Map<String, String> said, String name, String value) {
        if (!value.isEmpty()) {
            said.put(name, value);
        }
    }
}
