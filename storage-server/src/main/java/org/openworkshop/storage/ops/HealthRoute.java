/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.openworkshop.storage.web.DescribedBy;

/** What {@link HealthHandler} answers, for the OpenAPI document only. Nobody implements or calls this. */
@Path("/healthz")
interface HealthRoute {
    /** See {@link HealthHandler}. */
    @GET
    @DescribedBy(OpsCalls.HealthCall.class)
    void health();
}
