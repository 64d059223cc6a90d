/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.util.Set;
import org.glassfish.jersey.inject.hk2.AbstractBinder;

/** The resource classes of this room and what they need. */
public final class OpsResources extends AbstractBinder {
    /** The classes to register. */
    public static final Set<Class<?>> CLASSES = Set.of(HealthResource.class, MetricsResource.class);

    private final Health health;
    private final Metrics metrics;

    public OpsResources(Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    protected void configure() {
        bind(health).to(Health.class);
        bind(metrics).to(Metrics.class);
    }
}
