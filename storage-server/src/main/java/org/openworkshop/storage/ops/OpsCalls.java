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
    private OpsCalls() {}

    @Tag(name = "Operations")
    @Schema(
            title = "Is the server healthy?",
            description = "One entry per check: `ok`, `loading` for what is still being looked at, or what is wrong.")
    @ApiResponse(
            responseCode = "200",
            description = "Everything is in order.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema =
                                    @Schema(
                                            type = "object",
                                            additionalPropertiesSchema = String.class,
                                            example = "{\"status\": \"ok\", \"main_dir\": \"ok\", \"disk\": \"ok\","
                                                    + " \"engines\": \"ok\"}")))
    @ApiResponse(
            responseCode = "503",
            description = "A check fails; its entry says why.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema =
                                    @Schema(
                                            type = "object",
                                            additionalPropertiesSchema = String.class,
                                            example = "{\"status\": \"failing\", \"main_dir\": \"not writable\","
                                                    + " \"disk\": \"ok\", \"engines\": \"ok\"}")))
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
