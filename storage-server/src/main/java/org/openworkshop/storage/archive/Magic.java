/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The signatures that need nothing but the first bytes of a file or of what a compressed file holds. */
final class Magic {
    /** Enough for every signature but those of disc images. */
    static final int HEAD_BYTES = 512;

    private static final int TAR_SUM_AT = 148;
    private static final int TAR_MAGIC_AT = 257;

    private Magic() {}

    /** Whether a header block says "tar", or is a block of the oldest kind, known by its checksum alone. */
    static boolean isTar(ByteBuffer head) {
        if (head.limit() >= TAR_MAGIC_AT + 5 && text(head, TAR_MAGIC_AT, "ustar")) {
            return true;
        }
        return head.limit() >= HEAD_BYTES && head.get(0) != 0 && isTarSum(head);
    }

    /** Whether the checksum field of a tar header holds the sum of its bytes, signed or unsigned. */
    static boolean isTarSum(ByteBuffer header) {
        long stored = octal(header, TAR_SUM_AT, 8);
        if (stored < 0) {
            return false;
        }
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < HEAD_BYTES; i++) {
            byte b = i >= TAR_SUM_AT && i < TAR_SUM_AT + 8 ? (byte) ' ' : header.get(i);
            unsigned += b & 0xFF;
            signed += b;
        }
        return stored == unsigned || stored == signed;
    }

    static boolean isAr(ByteBuffer head) {
        return text(head, 0, "!<arch>\n");
    }

    /** The two text forms of cpio and the binary one in both byte orders. */
    static boolean isCpio(ByteBuffer head) {
        if (text(head, 0, "070701") || text(head, 0, "070702") || text(head, 0, "070707")) {
            return octalOrHex(head, 6, 16);
        }
        return head.limit() >= 26 && (head.getShort(0) & 0xFFFF) == 0x71C7 && head.getShort(20) != 0;
    }

    static boolean bytes(ByteBuffer head, int at, int... expected) {
        if (head.limit() < at + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((head.get(at + i) & 0xFF) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean text(ByteBuffer head, int at, String expected) {
        byte[] wanted = expected.getBytes(StandardCharsets.ISO_8859_1);
        if (head.limit() < at + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (head.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean octalOrHex(ByteBuffer head, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (i >= head.limit() || Character.digit(head.get(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** An octal number with blanks around it, -1 when there is none. */
    private static long octal(ByteBuffer header, int at, int length) {
        long value = 0;
        boolean digits = false;
        for (int i = at; i < at + length; i++) {
            int c = header.get(i);
            if (c >= '0' && c <= '7') {
                value = value * 8 + (c - '0');
                digits = true;
            } else if (c != ' ' && c != 0) {
                return -1;
            } else if (digits) {
                return value;
            }
        }
        return digits ? value : -1;
    }
}
