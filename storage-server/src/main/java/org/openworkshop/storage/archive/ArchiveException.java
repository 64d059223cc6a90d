/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/** An archive that is refused, with the rule that refused it. The message names the entry where there is one. */
public final class ArchiveException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why an archive is refused. */
    public enum Reason {
        /** An entry or the headers are encrypted. */
        ENCRYPTED,
        /** Over a limit: unpacked bytes, in all or of one entry, entries, compression ratio, bytes of the directory. */
        TOO_LARGE,
        /** Fit to be packed, but not beside the archives that are packed now. */
        BUSY,
        /** The engine that reads it stood still. */
        STALLED,
        /** Damaged, truncated, an unsafe, too long or too deep name, a link, a duplicate, or a format nobody reads. */
        UNREADABLE
    }

    private final Reason reason;

    public ArchiveException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public ArchiveException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The rule that refused the archive. */
    public Reason reason() {
        return reason;
    }
}
