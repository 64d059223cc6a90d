/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/** A job or one of its files that Manager asks for and that is not there, or not free. */
public final class ResultException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is missing. */
    public enum Reason {
        JOB_NOT_FOUND,
        SOURCE_NOT_FOUND,
        PACKED_NOT_FOUND,
        /** The job is being worked on. */
        BUSY
    }

    private final Reason reason;

    ResultException(Reason reason, JobId id) {
        super(reason + " job=" + id);
        this.reason = reason;
    }

    /** What is missing. */
    public Reason reason() {
        return reason;
    }
}
