/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/** The server is stopping: it begins nothing new. What it has received and recorded goes on with its next start. */
public final class StoppingException extends Exception {
    private static final long serialVersionUID = 1L;

    StoppingException() {
        super("the server is stopping");
    }
}
