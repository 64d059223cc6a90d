/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.FreeSpace;

/** A job that failed, with the reason its owner is told. The message says what exactly was wrong. */
public final class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureReason reason;
    private final int status;

    public TransferException(FailureReason reason, String detail) {
        this(reason, 0, detail, null);
    }

    public TransferException(FailureReason reason, String detail, Throwable cause) {
        this(reason, 0, detail, cause);
    }

    private TransferException(FailureReason reason, int status, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.reason = reason;
        this.status = status;
    }

    /** An origin's refusal. */
    static TransferException ofStatus(int status, Throwable cause) {
        return new TransferException(FailureReason.STATUS, status, "the origin answered " + status, cause);
    }

    /** A failure of ours; of the disk when that has no room left. */
    static TransferException ofFault(FailureReason fault, String detail, Throwable cause) {
        return FreeSpace.isExhausted(cause)
                ? new TransferException(FailureReason.NO_SPACE, "the disk has no room for the job", cause)
                : new TransferException(fault, detail, cause);
    }

    /** Why. */
    public FailureReason reason() {
        return reason;
    }

    /** The reason as Manager reads it. */
    public String reasonText() {
        return reason.wireName(status);
    }

    /** The sentence the uploader reads. */
    public String messageText() {
        return reason.message(status);
    }
}
