/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

/**
 * Every refusal a client can meet: a stable code, an HTTP status and the phrase that is the body. {@code docs/http-api.md}
 * lists them.
 */
public enum ErrorCode {
    TOKEN_NOT_FOUND(401, "Token not found"),
    ACCESS_DENIED(403, "Access denied"),
    TOO_MANY_FAILURES(429, "Too many failed attempts"),
    PATH_REFUSED(423, "Access denied"),
    INVALID_TYPE(400, "Invalid type"),
    INVALID_FILE_KIND(400, "Invalid file kind"),
    AVATAR_REQUIRES_IMAGE(400, "Avatar requires image file kind"),
    IMAGE_PATH_EXTENSION(400, "Image storage path must end with .webp"),
    IMAGE_EXPECTED(400, "Image expected"),
    MISSING_FIELD(400, "Missing field: %s"),
    MALFORMED_FORM(400, "Malformed form"),
    INVALID_DIGEST(400, "Invalid digest"),
    DIGEST_MISMATCH(400, "Digest mismatch"),
    INVALID_JOB_ID(400, "Invalid job id"),
    DOWNLOAD_URL_MISSING(400, "Download URL missing"),
    INVALID_DOWNLOAD_URL(400, "Invalid download URL"),
    UNSUPPORTED_FORMAT(400, "Unsupported format"),
    UNSUPPORTED_TRANSFER_KIND(400, "Unsupported transfer kind"),
    INVALID_STORAGE_TYPE(400, "Invalid storage type"),
    ENCRYPTED_ZIP(400, "Encrypted zip not allowed"),
    BAD_REQUEST(400, "Bad request"),
    FILE_NOT_FOUND(404, "File not found"),
    JOB_NOT_FOUND(404, "Job not found"),
    SOURCE_FILE_NOT_FOUND(404, "Source file not found"),
    PACKED_FILE_NOT_FOUND(404, "Packed file not found"),
    NOTHING_OWED(404, "Nothing is owed"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    REQUEST_TIMED_OUT(408, "Request timed out"),
    UPLOAD_TIMED_OUT(408, "Upload timed out"),
    UPLOAD_IN_PROGRESS(409, "Upload in progress"),
    JOB_NOT_UNDER_WAY(409, "Job is not under way"),
    PRECONDITION_FAILED(412, "Precondition failed"),
    FILE_TOO_LARGE(413, "File too large"),
    ARCHIVE_TOO_LARGE(413, "Archive too large"),
    URI_TOO_LONG(414, "URI too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    RANGE_NOT_SATISFIABLE(416, "Range not satisfiable"),
    EXPECTATION_FAILED(417, "Expectation failed"),
    UPGRADE_REQUIRED(426, "Upgrade required"),
    HEADERS_TOO_LARGE(431, "Request header fields too large"),
    STORAGE_BUSY(429, "Storage busy"),
    REPACK_FAILED(500, "Repack failed"),
    UPLOAD_FAILED(500, "Upload failed"),
    INTERNAL_ERROR(500, "Internal server error"),
    VERSION_NOT_SUPPORTED(505, "HTTP version not supported"),
    ACCESS_SERVICE_UNAVAILABLE(503, "Access service unavailable"),
    SERVER_BUSY(503, "Server busy"),
    SERVER_STOPPING(503, "Server is stopping"),
    INSUFFICIENT_STORAGE(507, "Insufficient storage");

    private final int status;
    private final String phrase;

    ErrorCode(int status, String phrase) {
        this.status = status;
        this.phrase = phrase;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The body's text; {@code %s} stands for what {@link ApiException} is given. */
    public String phrase() {
        return phrase;
    }
}
