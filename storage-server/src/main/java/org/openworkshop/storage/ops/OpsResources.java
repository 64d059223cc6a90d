/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.util.Set;
import org.glassfish.jersey.inject.hk2.AbstractBinder;

/** The resource classes of this room and what they need. */
public final class OpsResources extends AbstractBinder {
    /** What the OpenAPI document describes. */
    public static final Set<Class<?>> DESCRIBED =
            Set.of(HealthRoute.class, MetricsResource.class, OpenApiResource.class, IndexResource.class);

    /** The classes to register. */
    public static final Set<Class<?>> CLASSES =
            Set.of(MetricsResource.class, OpenApiResource.class, IndexResource.class, SwaggerUiResource.class);

    private final Metrics metrics;
    private final OpenApiDocument openApi;

    public OpsResources(Metrics metrics, OpenApiDocument openApi) {
        this.metrics = metrics;
        this.openApi = openApi;
    }

    @Override
    protected void configure() {
        bind(metrics).to(Metrics.class);
        bind(openApi).to(OpenApiDocument.class);
        bind(new SwaggerUiFiles()).to(SwaggerUiFiles.class);
    }
}
