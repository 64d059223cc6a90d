/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

/** The archive is refused; the server is told and the worker ends. */
final class WorkerException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean encrypted;

    WorkerException(boolean encrypted, String message) {
        super(message);
        this.encrypted = encrypted;
    }

    boolean encrypted() {
        return encrypted;
    }
}
