/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.jetty.server.Request;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.BodyPace;
import org.openworkshop.storage.web.DescribedBy;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.FormReader;
import org.openworkshop.storage.web.RequestBody;

/** Manager's direct upload of one file into an area. */
@Path("/upload")
public final class UploadResource {
    private final MainDirectory mainDirectory;
    private final ImageConverter images;
    private final ManageForm forms;
    private final TransferConfig config;
    private final BodyPace pace;

    @Inject
    UploadResource(
            MainDirectory mainDirectory,
            ImageConverter images,
            ManageForm forms,
            TransferConfig config,
            BodyPace pace) {
        this.mainDirectory = mainDirectory;
        this.images = images;
        this.forms = forms;
        this.config = config;
        this.pace = pace;
    }

    /** Receives the form and publishes its file; answers with the path. */
    @POST
    @DescribedBy(FileCalls.StoreFileCall.class)
    public Response upload(@Context Request request) throws IOException {
        try (DirectUpload upload = new DirectUpload(mainDirectory, images, forms, config, request)) {
            upload.checkQueryToken();
            read(request, upload);
            return Response.status(201)
                    .header("Content-Type", "text/plain; charset=utf-8")
                    .entity(upload.publish())
                    .build();
        }
    }

    /** What is no form cannot show its token: who sent none is told that first. */
    private void read(Request request, DirectUpload upload) throws IOException {
        try {
            RequestBody body = new RequestBody(request, pace);
            body.verify(upload.statedOfBody());
            FormReader.read(body, request.getHeaders().get("Content-Type"), upload);
        } catch (ApiException e) {
            if (e.code() != ErrorCode.FILE_TOO_LARGE) {
                upload.requireToken();
            }
            throw e;
        }
    }
}
