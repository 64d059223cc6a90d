/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.ErrorCode;

/** The scripts, styles and icons of the page at {@code /}. */
@Path("/swagger-ui/{file}")
public final class SwaggerUiResource {
    private final SwaggerUiFiles files;

    @Inject
    SwaggerUiResource(SwaggerUiFiles files) {
        this.files = files;
    }

    /** One file; only those the page needs are there. */
    @GET
    public Response file(@PathParam("file") String name, @Context Request request) throws IOException {
        Optional<SwaggerUiFiles.Asset> asset = files.find(name);
        if (asset.isEmpty()) {
            throw new ApiException(ErrorCode.NOT_FOUND);
        }
        return RevalidatedContent.answer(
                        request, asset.get().read(), asset.get().contentType())
                .build();
    }
}
