/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;

/** Headers of a .7z that are not damaged, but not read either. */
public final class HeadersRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** They are held in one array. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 16;

    /** Why headers are not read. */
    public enum Reason {
        /** They have more bytes than {@link HeaderBounds#mostBytes}. */
        TOO_MANY_BYTES,
        /** They tell of more entries, blocks or streams than {@link HeaderBounds#mostEntries} lets them. */
        TOO_MANY_ENTRIES,
        /** Decoding them takes more than {@link HeaderBounds#decoderKiB}. */
        NEEDS_MEMORY,
        /** They cannot be read without a password. */
        ENCRYPTED
    }

    private final Reason reason;
    private final long amount;

    HeadersRefusedException(Reason reason, long amount) {
        super("Headers are refused: " + reason + " " + amount);
        this.reason = reason;
        this.amount = amount;
    }

    static void requireBytes(long bytes, HeaderBounds bounds) throws HeadersRefusedException {
        if (bytes > Math.min(bounds.mostBytes(), MOST_BYTES)) {
            throw new HeadersRefusedException(Reason.TOO_MANY_BYTES, bytes);
        }
    }

    static void requireEntries(long entries, long most) throws HeadersRefusedException {
        if (entries > most) {
            throw new HeadersRefusedException(Reason.TOO_MANY_ENTRIES, entries);
        }
    }

    /** The bound that was met. */
    public Reason reason() {
        return reason;
    }

    /** Bytes, entries or KiB that the headers ask for; 0 when they are encrypted. */
    public long amount() {
        return amount;
    }
}
