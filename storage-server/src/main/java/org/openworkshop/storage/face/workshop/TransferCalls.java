/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.Refuses;

/** Descriptions of the calls that carry a transfer token, for the OpenAPI document only. */
final class TransferCalls {
    private static final String TOKEN = "The transfer token: a JWT (HS256) for audience `storage` that Manager signed.";
    private static final String START =
            "The token names the URL (`download_url`). The file is fetched, checked and packed in the"
                    + " background; follow the job through the WebSocket. A job that was started before is not started again, one that"
                    + " failed is.";

    private TransferCalls() {}

    @Tag(name = "Transfers")
    @Schema(title = "Start fetching a URL", description = START)
    @ApiResponse(
            responseCode = "200",
            description =
                    "The job is on its way. `status` is `started`, or the stage of a job that was started before.")
    @Refuses({
        ErrorCode.TOKEN_NOT_FOUND,
        ErrorCode.ACCESS_DENIED,
        ErrorCode.INVALID_JOB_ID,
        ErrorCode.DOWNLOAD_URL_MISSING,
        ErrorCode.INVALID_DOWNLOAD_URL,
        ErrorCode.UNSUPPORTED_FORMAT,
        ErrorCode.INSUFFICIENT_STORAGE
    })
    record StartTransferCall(
            @QueryParam("token") @Schema(description = TOKEN)
            String token) {}

    @Tag(name = "Transfers")
    @Schema(title = "Start fetching a URL, token in the form", description = START)
    @ApiResponse(
            responseCode = "200",
            description =
                    "The job is on its way. `status` is `started`, or the stage of a job that was started before.")
    @Refuses({
        ErrorCode.TOKEN_NOT_FOUND,
        ErrorCode.ACCESS_DENIED,
        ErrorCode.INVALID_JOB_ID,
        ErrorCode.DOWNLOAD_URL_MISSING,
        ErrorCode.INVALID_DOWNLOAD_URL,
        ErrorCode.UNSUPPORTED_FORMAT,
        ErrorCode.INSUFFICIENT_STORAGE
    })
    record StartTransferByFormCall(
            @QueryParam("token") @Schema(description = TOKEN + " Counts when the form has one too.")
            String queryToken,

            @FormParam("token") @Schema(description = TOKEN) String token) {}

    @Tag(name = "Transfers")
    @Schema(
            title = "Upload a file for a job",
            description =
                    "The body is the file itself. Answers when the file is packed and Manager has been told. The token is in"
                            + " the query or in `Authorization`. A later upload for the same job replaces the earlier one's result.")
    @ApiResponse(responseCode = "200", description = "The job is packed. `bytes` were received of `total`.")
    @Refuses({
        ErrorCode.TOKEN_NOT_FOUND,
        ErrorCode.ACCESS_DENIED,
        ErrorCode.INVALID_JOB_ID,
        ErrorCode.UNSUPPORTED_TRANSFER_KIND,
        ErrorCode.INVALID_STORAGE_TYPE,
        ErrorCode.INVALID_FILE_KIND,
        ErrorCode.UNSUPPORTED_FORMAT,
        ErrorCode.ENCRYPTED_ZIP,
        ErrorCode.IMAGE_EXPECTED,
        ErrorCode.INVALID_DIGEST,
        ErrorCode.DIGEST_MISMATCH,
        ErrorCode.BAD_REQUEST,
        ErrorCode.UPLOAD_TIMED_OUT,
        ErrorCode.UPLOAD_IN_PROGRESS,
        ErrorCode.FILE_TOO_LARGE,
        ErrorCode.ARCHIVE_TOO_LARGE,
        ErrorCode.STORAGE_BUSY,
        ErrorCode.REPACK_FAILED,
        ErrorCode.UPLOAD_FAILED,
        ErrorCode.INSUFFICIENT_STORAGE
    })
    record UploadForJobCall(
            @QueryParam("token") @Schema(description = TOKEN)
            String token,

            @HeaderParam("Authorization") @Schema(description = "`Bearer` and the token.")
            String authorization,

            @QueryParam("job_id") @Schema(description = "When given, must be the token's.")
            String jobId,

            @QueryParam("filename") @Schema(description = "The file's name.", example = "mod.7z")
            String filename,

            @HeaderParam("X-File-Name") @Schema(description = "The file's name, when the query has none.")
            String fileNameHeader,

            @QueryParam("size") @Schema(description = "The file's size in bytes, for bodies without `Content-Length`.")
            Long size,

            @HeaderParam("X-File-Size") @Schema(description = "The size, when the query has none.")
            Long fileSizeHeader,

            @HeaderParam("X-Upload-Size") @Schema(description = "The size, when nothing else tells it.")
            Long uploadSizeHeader,

            @Schema(description = "The file.", type = "string", format = "binary", requiredMode = RequiredMode.REQUIRED)
            String body) {}

    @Tag(name = "Transfers")
    @Schema(
            title = "Follow a job (WebSocket)",
            description =
                    "Open with `ws://` or `wss://`. The first frame is a snapshot, also of a job that is not known yet. `event`"
                            + " is `progress`, `stage`, `complete` or `error`; only `error` has a `message`. `queue` is there only"
                            + " while the job waits for a place, `eta_seconds` (of the present stage, or of the wait) only when it can be"
                            + " told. After `complete` and `error` the server closes with 1000, with 1012 when it stops: connect again."
                            + " A missing or wrong token: closed with 1008. What the client sends is"
                            + " ignored; a frame over 64 KiB ends the connection. The server pings every 20 seconds.")
    @ApiResponse(
            responseCode = "101",
            description = "The connection is a WebSocket now. Each text frame is one such object.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = JobFrame.class)))
    @Refuses({ErrorCode.NOT_FOUND})
    record FollowJobCall(
            @PathParam("job_id")
            @Schema(
                    description = "The job.",
                    pattern = "^[A-Za-z0-9_-]{8,128}$",
                    example = "job-00000001",
                    requiredMode = RequiredMode.REQUIRED)
            String jobId,

            @QueryParam("token") @Schema(description = TOKEN + " It must be for this job.")
            String token) {}
}
