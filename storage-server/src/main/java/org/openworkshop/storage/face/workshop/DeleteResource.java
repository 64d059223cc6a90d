/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.jetty.server.Request;
import org.openworkshop.storage.access.ManagePermission;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaPath;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.RefusedPathException;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.DescribedBy;
import org.openworkshop.storage.web.ErrorCode;

/** Manager's deletion of one stored file. */
@Path("/delete")
public final class DeleteResource {
    private final MainDirectory mainDirectory;
    private final ManageForm forms;

    @Inject
    DeleteResource(MainDirectory mainDirectory, ManageForm forms) {
        this.mainDirectory = mainDirectory;
        this.forms = forms;
    }

    /** Deletes the file and the folders that become empty. */
    @DELETE
    @DescribedBy(FileCalls.DeleteFileCall.class)
    public Response delete(@Context Request request) throws IOException {
        ManageForm.Fields form = forms.read(request, ManagePermission.DELETE_FILE);
        Area area = Area.find(form.require("type")).orElseThrow(() -> new ApiException(ErrorCode.INVALID_TYPE));
        try {
            AreaPath path = AreaPath.parse(area, form.require("path"));
            if (!mainDirectory.area(area).delete(path)) {
                throw new ApiException(ErrorCode.FILE_NOT_FOUND);
            }
        } catch (RefusedPathException e) {
            throw new ApiException(ErrorCode.ACCESS_DENIED, e);
        }
        return Response.ok("File deleted")
                .header("Content-Type", "text/plain; charset=utf-8")
                .build();
    }
}
