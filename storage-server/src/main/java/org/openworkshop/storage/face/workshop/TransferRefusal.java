/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import org.openworkshop.storage.transfer.TransferException;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.ErrorCode;

/** Says a failed job in HTTP. */
final class TransferRefusal {
    private TransferRefusal() {}

    /**
     * The refusal for a failure.
     *
     * @param unexpected the code of failures that are ours
     */
    static ApiException of(TransferException failure, ErrorCode unexpected) {
        ErrorCode code = switch (failure.reason()) {
            case SIZE_LIMIT -> ErrorCode.FILE_TOO_LARGE;
            case UNPACKED_SIZE_LIMIT -> ErrorCode.ARCHIVE_TOO_LARGE;
            case ENCRYPTED_ZIP -> ErrorCode.ENCRYPTED_ZIP;
            case NOT_IMAGE -> ErrorCode.IMAGE_EXPECTED;
            case UNSUPPORTED_FORMAT -> ErrorCode.UNSUPPORTED_FORMAT;
            case REPACK_FAILED, REPACK_TIMEOUT -> ErrorCode.REPACK_FAILED;
            case NO_SPACE -> ErrorCode.INSUFFICIENT_STORAGE;
            case BUSY -> ErrorCode.STORAGE_BUSY;
            case TIMEOUT -> ErrorCode.UPLOAD_TIMED_OUT;
            case DIGEST_MISMATCH -> ErrorCode.DIGEST_MISMATCH;
            case CLIENT_DISCONNECTED -> ErrorCode.BAD_REQUEST;
            case IMAGE_PREPARE_FAILED,
                    DOWNLOAD_TIMEOUT,
                    FORBIDDEN_ADDRESS,
                    STATUS,
                    DOWNLOAD_FAILED,
                    INTERRUPTED,
                    DOWNLOAD_INTERRUPTED,
                    EXCEPTION,
                    DOWNLOAD_EXCEPTION -> unexpected;
        };
        return new ApiException(code, failure);
    }
}
