/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.openworkshop.storage.web.DescribedBy;

/** The description of the HTTP interface, for programs. */
@Path("/openapi.json")
public final class OpenApiResource {
    private final OpenApiDocument document;

    @Inject
    OpenApiResource(OpenApiDocument document) {
        this.document = document;
    }

    /** The OpenAPI document. */
    @GET
    @DescribedBy(OpsCalls.OpenApiCall.class)
    public Response document(@Context Request request) {
        return RevalidatedContent.answer(request, document.json(), "application/json")
                .build();
    }
}
