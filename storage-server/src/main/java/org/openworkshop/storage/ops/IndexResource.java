/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.openworkshop.storage.web.DescribedBy;

/** The description of the HTTP interface, for people: a page that shows {@code /openapi.json} with Swagger UI. */
@Path("/")
public final class IndexResource {
    /**
     * All the page needs is from here, so that it works without the internet and takes nothing from elsewhere. Swagger UI
     * has its icons as data.
     */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final SwaggerUiFiles files;

    @Inject
    IndexResource(SwaggerUiFiles files) {
        this.files = files;
    }

    /** The page. */
    @GET
    @DescribedBy(OpsCalls.IndexCall.class)
    public Response page(@Context Request request) throws IOException {
        return RevalidatedContent.answer(request, files.page(), "text/html;charset=utf-8")
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .build();
    }
}
