/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.openworkshop.storage.web.DescribedBy;

/** The figures in Prometheus' text format. */
@Path("/metrics")
public final class MetricsResource {
    private final Metrics metrics;

    @Inject
    MetricsResource(Metrics metrics) {
        this.metrics = metrics;
    }

    /** All figures as they are now. */
    @GET
    @DescribedBy(OpsCalls.MetricsCall.class)
    public Response metrics() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
        writer.write(text, metrics.scrape());
        return Response.ok(text.toByteArray(), writer.getContentType()).build();
    }
}
