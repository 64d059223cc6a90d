/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import org.openworkshop.storage.web.DescribedBy;

/**
 * The calls of this face that handlers of their own answer, written down as if they were a resource's, for the OpenAPI
 * document only. Nobody implements or calls this.
 */
@Path("/")
interface HandledRoutes {
    /** See {@link org.openworkshop.storage.download.DownloadHandler}. */
    @GET
    @Path("/download/{type}/{path: .+}")
    @DescribedBy(FileCalls.DownloadCall.class)
    void download();

    /** See {@link org.openworkshop.storage.download.DownloadHandler}. */
    @HEAD
    @Path("/download/{type}/{path: .+}")
    @DescribedBy(FileCalls.DownloadCall.class)
    void downloadHead();

    /** See {@link JobSocket}. */
    @GET
    @Path("/transfer/ws/{job_id}")
    @DescribedBy(TransferCalls.FollowJobCall.class)
    void follow();
}
