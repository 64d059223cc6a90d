/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.swagger.v3.oas.annotations.media.Schema;

/** The shape of an error as JSON (RFC 9457), for the OpenAPI document only. */
@Schema(description = "An error (RFC 9457), sent when the Accept header prefers JSON over text.")
record Problem(
        @Schema(example = "about:blank", requiredMode = Schema.RequiredMode.REQUIRED)
        String type,

        @Schema(
                description = "The status in words.",
                example = "Not Found",
                requiredMode = Schema.RequiredMode.REQUIRED)
        String title,

        @Schema(description = "The HTTP status.", example = "404", requiredMode = Schema.RequiredMode.REQUIRED)
        int status,

        @Schema(
                description = "The phrase that is the whole body when errors are sent as text.",
                example = "File not found",
                requiredMode = Schema.RequiredMode.REQUIRED)
        String detail,

        @Schema(
                description = "Stable name of the error. Absent when another service worded it.",
                example = "file_not_found")
        String code) {}
