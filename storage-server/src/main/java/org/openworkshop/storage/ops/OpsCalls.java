/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Descriptions of this room's calls, for the OpenAPI document only. */
final class OpsCalls {
    private static final String FIGURES =
            " \"access_service\": \"asked\", \"callbacks_owed\": 0, \"callbacks_given_up\": 0,"
                    + " \"jobs_waiting\": 2, \"jobs_under_way\": 4, \"native_engine\": \"ok\", \"native_engine_isolation\": \"bwrap\"";

    private OpsCalls() {}

    @Tag(name = "Operations")
    @Schema(
            title = "Is the server healthy?",
            description =
                    "One entry per check: `ok`, `loading` for what is still being looked at, or what is wrong. Beside them"
                            + " figures, which have no part in the status: completions that Manager has not accepted yet and that were given"
                            + " up, jobs that wait for a place and that are worked on.")
    @ApiResponse(
            responseCode = "200",
            description = "Everything is in order.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema =
                                    @Schema(
                                            type = "object",
                                            example = "{\"status\": \"ok\", \"main_dir\": \"ok\", \"disk\": \"ok\","
                                                    + " \"engines\": \"ok\"," + FIGURES + "}")))
    @ApiResponse(
            responseCode = "503",
            description = "A check fails, and its entry says why (`failing`), or the server stops (`stopping`).",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema =
                                    @Schema(
                                            type = "object",
                                            example = "{\"status\": \"failing\", \"main_dir\": \"not writable\","
                                                    + " \"disk\": \"ok\", \"engines\": \"ok\"," + FIGURES + "}")))
    record HealthCall() {}

    @Tag(name = "Operations")
    @Schema(title = "Figures for Prometheus")
    @ApiResponse(
            responseCode = "200",
            description = "All figures as they are now.",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(type = "string"),
                            examples = @ExampleObject("storage_callbacks_owed 0.0\n")))
    record MetricsCall() {}

    @Tag(name = "Operations")
    @Schema(title = "This description")
    @ApiResponse(
            responseCode = "200",
            description = "An OpenAPI 3.0 document.",
            headers = @Header(name = "ETag", schema = @Schema(type = "string")),
            content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
    @ApiResponse(responseCode = "304", description = "`If-None-Match` names the present document.")
    record OpenApiCall() {}

    @Tag(name = "Operations")
    @Schema(title = "This description as a page", description = "Swagger UI, served from the program itself.")
    @ApiResponse(
            responseCode = "200",
            description = "The page.",
            content = @Content(mediaType = "text/html", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "304", description = "`If-None-Match` names the present page.")
    record IndexCall() {}
}
