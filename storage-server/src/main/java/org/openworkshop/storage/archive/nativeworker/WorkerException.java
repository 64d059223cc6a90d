/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import org.jspecify.annotations.Nullable;

/** The archive is refused; the server is told and the worker ends. */
final class WorkerException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean encrypted;
    private final @Nullable String entry;

    WorkerException(boolean encrypted, String message) {
        this(encrypted, message, null);
    }

    /** @param entry the name of the entry that it is about, which the server quotes; null when it is about the archive */
    WorkerException(boolean encrypted, String message, @Nullable String entry) {
        super(message);
        this.encrypted = encrypted;
        this.entry = entry;
    }

    boolean encrypted() {
        return encrypted;
    }

    @Nullable
    String entry() {
        return entry;
    }
}
