/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/** Why a job failed: the word for Manager and the sentence for the uploader's page. */
public enum FailureReason {
    SIZE_LIMIT("size_limit", "file too large"),
    UNPACKED_SIZE_LIMIT("unpacked_size_limit", "archive too large"),
    ENCRYPTED_ZIP("encrypted_zip", "zip encrypted"),
    NOT_IMAGE("not_image", "image expected"),
    IMAGE_PREPARE_FAILED("image_prepare_failed", "upload failed"),
    UNSUPPORTED_FORMAT("unsupported_format", "unsupported format"),
    REPACK_FAILED("repack_failed", "repack failed"),
    BUSY("busy", "storage busy"),
    /** A client that fell silent. */
    TIMEOUT("timeout", "upload timed out"),
    /** An origin that fell silent. */
    DOWNLOAD_TIMEOUT("timeout", "download failed"),
    /** Packing that took too long, or stood still. */
    REPACK_TIMEOUT("timeout", "repack failed"),
    /** The disk has no room for the job. */
    NO_SPACE("no_space", "insufficient storage"),
    /** The bytes that came are not those that the client stated. */
    DIGEST_MISMATCH("digest_mismatch", "upload failed"),
    CLIENT_DISCONNECTED("client_disconnected", "upload failed"),
    FORBIDDEN_ADDRESS("forbidden_address", "download failed"),
    /** An origin's refusal; carries its HTTP status. */
    STATUS("status:%d", "download failed with status %d"),
    /** An origin that could not be reached or broke off. */
    DOWNLOAD_FAILED("exception", "download failed"),
    INTERRUPTED("interrupted", "upload failed"),
    /** A fetched job that an operator cancelled. */
    DOWNLOAD_INTERRUPTED("interrupted", "download failed"),
    /** A fault of ours. */
    EXCEPTION("exception", "upload failed"),
    /** A fault of ours while fetching. */
    DOWNLOAD_EXCEPTION("exception", "download failed");

    private final String wireName;
    private final String message;

    FailureReason(String wireName, String message) {
        this.wireName = wireName;
        this.message = message;
    }

    /** The reason as Manager and the record know it. */
    String wireName(int status) {
        return wireName.formatted(status);
    }

    /** The sentence for the uploader. */
    String message(int status) {
        return message.formatted(status);
    }
}
