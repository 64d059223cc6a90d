/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;

/** A job's record that a later version of this server wrote. Nothing of the job is touched, so that the later version can. */
final class LaterVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    LaterVersionException(JobId id) {
        super("the record of job " + id + " was written by a later version of this server; it is left as it is");
    }
}
