/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openworkshop.storage.web.DescribedBy;

/** Tells monitors whether the server can do its work. */
@Path("/healthz")
public final class HealthResource {
    private final Health health;

    @Inject
    HealthResource(Health health) {
        this.health = health;
    }

    /** 200 when all checks pass, 503 when one fails or the server stops; the body names each check and figure. */
    @GET
    @DescribedBy(OpsCalls.HealthCall.class)
    @Produces("application/json")
    public Response health() {
        Health.Report report = health.report();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", report.status());
        body.putAll(report.checks());
        body.putAll(report.details());
        return Response.status(report.healthy() ? 200 : 503)
                .header("Cache-Control", "no-store")
                .entity(body)
                .build();
    }
}
