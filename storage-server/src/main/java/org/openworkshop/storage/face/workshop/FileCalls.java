/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
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

/** Descriptions of the calls on stored files, for the OpenAPI document only. */
final class FileCalls {
    static final String QUERY_TOKEN =
            "The token, where older Managers put it. The form's field counts when both are there.";

    private FileCalls() {}

    @Tag(name = "Files")
    @Schema(
            title = "Download a file",
            description = "Supports ranges (one or several), `If-Range` and conditional requests. Files below"
                    + " `archive/mods/<id>/` are sent only when the access service allows it for the caller's `accessToken` and"
                    + " `refreshToken` cookies. What a browser could run as a page (HTML, SVG, scripts) is sent as an"
                    + " attachment with a neutral type.")
    @ApiResponse(
            responseCode = "200",
            description = "The whole file.",
            headers = {
                @Header(name = "Content-Length", schema = @Schema(type = "integer", format = "int64")),
                @Header(name = "Accept-Ranges", schema = @Schema(type = "string", example = "bytes")),
                @Header(name = "ETag", description = "Strong validator.", schema = @Schema(type = "string")),
                @Header(name = "Last-Modified", schema = @Schema(type = "string")),
                @Header(name = "X-Content-Type-Options", schema = @Schema(type = "string", example = "nosniff")),
                @Header(
                        name = "Content-Disposition",
                        description = "With `filename`, and for files that a browser could run.",
                        schema = @Schema(type = "string", example = "attachment; filename=\"My_Mod.zip\"")),
                @Header(
                        name = "X-Unpacked-Bytes",
                        description = "Only for HEAD below `archive/mods/`, when the archive can be read and is not"
                                + " encrypted.",
                        schema = @Schema(type = "integer", format = "int64"))
            },
            content = @Content(mediaType = "*/*", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(
            responseCode = "206",
            description = "The asked ranges; several come as `multipart/byteranges`.",
            headers = @Header(name = "Content-Range", schema = @Schema(type = "string", example = "bytes 0-99/1234")),
            content = @Content(mediaType = "*/*", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "304", description = "The caller's copy is still good.")
    @ApiResponse(
            responseCode = "502",
            description = "`Access service returned unexpected response` · `Access service returned invalid JSON`",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(type = "string"),
                            examples = {
                                @ExampleObject(name = "shape", value = "Access service returned unexpected response"),
                                @ExampleObject(name = "json", value = "Access service returned invalid JSON")
                            }))
    @ApiResponse(
            responseCode = "default",
            description =
                    "The access service's own refusal: its status, and of its body the message. A 403 of ours carries the"
                            + " reason it gave.",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = "string")))
    @Refuses({
        ErrorCode.INVALID_TYPE,
        ErrorCode.PATH_REFUSED,
        ErrorCode.FILE_NOT_FOUND,
        ErrorCode.ACCESS_DENIED,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.RANGE_NOT_SATISFIABLE,
        ErrorCode.ACCESS_SERVICE_UNAVAILABLE
    })
    record DownloadCall(
            @PathParam("type")
            @Schema(
                    description = "The area.",
                    allowableValues = {"archive", "resource", "avatar"},
                    requiredMode = RequiredMode.REQUIRED)
            String type,

            @PathParam("path")
            @Schema(
                    description = "The file's path in the area; its slashes are not encoded.",
                    example = "mods/5/main.zip",
                    requiredMode = RequiredMode.REQUIRED)
            String path,

            @QueryParam("filename")
            @Schema(
                    description =
                            "Name to save the file under, without extension: `[A-Za-z0-9_-]+`; others are ignored.",
                    example = "My_Mod")
            String filename,

            @HeaderParam("Range") @Schema(description = "RFC 9110 section 14.2.", example = "bytes=0-99")
            String range,

            @HeaderParam("If-Range") @Schema(description = "An `ETag`: ranges count only while it holds.")
            String ifRange,

            @HeaderParam("If-None-Match") @Schema(description = "`ETag`s that the caller has: then 304.")
            String ifNoneMatch,

            @HeaderParam("If-Match") @Schema(description = "`ETag`s that must hold: otherwise 412.")
            String ifMatch,

            @HeaderParam("If-Modified-Since") @Schema(description = "304 when the file has not changed since.")
            String ifModifiedSince,

            @HeaderParam("If-Unmodified-Since") @Schema(description = "412 when the file has changed since.")
            String ifUnmodifiedSince) {}

    @Tag(name = "Files")
    @Schema(
            title = "Store one file",
            description =
                    "For Manager. The fields may come in any order. The file is visible at its path only when it is whole;"
                            + " an older one there is replaced at once.")
    @ApiResponse(
            responseCode = "201",
            description = "The file is stored; the body is its path in the area.",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(type = "string", example = "games/7/logo.webp")))
    @Refuses({
        ErrorCode.TOKEN_NOT_FOUND,
        ErrorCode.ACCESS_DENIED,
        ErrorCode.TOO_MANY_FAILURES,
        ErrorCode.MISSING_FIELD,
        ErrorCode.INVALID_TYPE,
        ErrorCode.INVALID_FILE_KIND,
        ErrorCode.AVATAR_REQUIRES_IMAGE,
        ErrorCode.PATH_REFUSED,
        ErrorCode.IMAGE_PATH_EXTENSION,
        ErrorCode.IMAGE_EXPECTED,
        ErrorCode.INVALID_DIGEST,
        ErrorCode.DIGEST_MISMATCH,
        ErrorCode.FILE_TOO_LARGE,
        ErrorCode.UPLOAD_FAILED,
        ErrorCode.INSUFFICIENT_STORAGE
    })
    record StoreFileCall(
            @QueryParam("token") @Schema(description = QUERY_TOKEN)
            String queryToken,

            @FormParam("file") @Schema(type = "string", format = "binary", requiredMode = RequiredMode.REQUIRED)
            String file,

            @FormParam("type")
            @Schema(
                    description = "The area.",
                    allowableValues = {"resource", "avatar"},
                    requiredMode = RequiredMode.REQUIRED)
            String type,

            @FormParam("path")
            @Schema(
                    description = "Where in the area; ends in `.webp` for images.",
                    example = "games/7/logo.webp",
                    requiredMode = RequiredMode.REQUIRED)
            String path,

            @FormParam("file_kind")
            @Schema(
                    description = "`img` is converted to WebP; avatars must be `img`.",
                    allowableValues = {"bin", "img"},
                    defaultValue = "bin")
            String fileKind,

            @FormParam("token") @Schema(description = "Manager's `upload_file` token.")
            String token) {}

    @Tag(name = "Files")
    @Schema(
            title = "Delete one file",
            description = "For Manager. Folders that become empty go too, the area itself never.")
    @ApiResponse(
            responseCode = "200",
            description = "The file is gone.",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = "string", example = "File deleted")))
    @Refuses({
        ErrorCode.TOKEN_NOT_FOUND,
        ErrorCode.ACCESS_DENIED,
        ErrorCode.TOO_MANY_FAILURES,
        ErrorCode.MISSING_FIELD,
        ErrorCode.INVALID_TYPE,
        ErrorCode.FILE_NOT_FOUND
    })
    record DeleteFileCall(
            @QueryParam("token") @Schema(description = QUERY_TOKEN)
            String queryToken,

            @FormParam("type")
            @Schema(
                    description = "The area.",
                    allowableValues = {"archive", "resource", "avatar"},
                    requiredMode = RequiredMode.REQUIRED)
            String type,

            @FormParam("path")
            @Schema(
                    description = "The file's path in the area.",
                    example = "games/7/logo.webp",
                    requiredMode = RequiredMode.REQUIRED)
            String path,

            @FormParam("token") @Schema(description = "Manager's `delete_file` token.")
            String token) {}
}
