/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/** The job is already being worked on; the running attempt is not disturbed. */
public final class UploadInProgressException extends Exception {
    private static final long serialVersionUID = 1L;

    public UploadInProgressException(JobId id) {
        super("job " + id + " is already being transferred");
    }
}
