/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.QueryParam;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.Refuses;

/** Descriptions of Manager's calls on a job's result, for the OpenAPI document only. */
final class ResultCalls {
    private static final String JOB_ID = "^[A-Za-z0-9_-]{8,128}$";
    private static final String TOKEN = "Manager's `storage_manage_token`.";

    private ResultCalls() {}

    @Tag(name = "Transfers")
    @Schema(
            title = "Pack a job's file again",
            description =
                    "For Manager. Packs at another level; the job's result is replaced when the new one is whole.")
    @ApiResponse(
            responseCode = "200",
            description = "The job is packed again. `packed_path` is relative to the main directory.")
    @Refuses({
        ErrorCode.TOKEN_NOT_FOUND,
        ErrorCode.ACCESS_DENIED,
        ErrorCode.TOO_MANY_FAILURES,
        ErrorCode.MISSING_FIELD,
        ErrorCode.INVALID_JOB_ID,
        ErrorCode.JOB_NOT_FOUND,
        ErrorCode.UNSUPPORTED_FORMAT,
        ErrorCode.SOURCE_FILE_NOT_FOUND,
        ErrorCode.ENCRYPTED_ZIP,
        ErrorCode.ARCHIVE_TOO_LARGE,
        ErrorCode.STORAGE_BUSY,
        ErrorCode.REPACK_FAILED,
        ErrorCode.INSUFFICIENT_STORAGE
    })
    record RepackJobCall(
            @QueryParam("token") @Schema(description = FileCalls.QUERY_TOKEN)
            String queryToken,

            @FormParam("job_id") @Schema(pattern = JOB_ID, requiredMode = RequiredMode.REQUIRED)
            String jobId,

            @FormParam("format") @Schema(allowableValues = "zip", defaultValue = "zip")
            String format,

            @FormParam("compression_level")
            @Schema(
                    description = "Deflate level, brought into 0 to 9.",
                    minimum = "0",
                    maximum = "9",
                    defaultValue = "3")
            Integer compressionLevel,

            @FormParam("token") @Schema(description = TOKEN) String token) {}

    @Tag(name = "Transfers")
    @Schema(
            title = "Move a job's result to its place",
            description =
                    "For Manager. Replaces a file that is there. Afterwards the job is gone; repeating a move that succeeded"
                            + " gives the same answer for at least `transfer.job_ttl_seconds`.")
    @ApiResponse(responseCode = "200", description = "The file is in its place, `<type>/<path>`.")
    @Refuses({
        ErrorCode.TOKEN_NOT_FOUND,
        ErrorCode.ACCESS_DENIED,
        ErrorCode.TOO_MANY_FAILURES,
        ErrorCode.MISSING_FIELD,
        ErrorCode.INVALID_JOB_ID,
        ErrorCode.INVALID_TYPE,
        ErrorCode.JOB_NOT_FOUND,
        ErrorCode.PACKED_FILE_NOT_FOUND,
        ErrorCode.PATH_REFUSED,
        ErrorCode.STORAGE_BUSY,
        ErrorCode.INSUFFICIENT_STORAGE
    })
    record MoveResultCall(
            @QueryParam("token") @Schema(description = FileCalls.QUERY_TOKEN)
            String queryToken,

            @FormParam("job_id") @Schema(pattern = JOB_ID, requiredMode = RequiredMode.REQUIRED)
            String jobId,

            @FormParam("type")
            @Schema(
                    description = "The area.",
                    allowableValues = {"archive", "resource", "avatar"},
                    requiredMode = RequiredMode.REQUIRED)
            String type,

            @FormParam("path")
            @Schema(
                    description = "Where in the area.",
                    example = "mods/5/main.zip",
                    requiredMode = RequiredMode.REQUIRED)
            String path,

            @FormParam("token") @Schema(description = TOKEN) String token) {}
}
