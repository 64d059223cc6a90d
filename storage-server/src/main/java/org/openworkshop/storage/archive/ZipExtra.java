/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The list of extra fields behind a ZIP header (APPNOTE 4.5): numbered, each with a length. */
final class ZipExtra {
    static final int ZIP64 = 0x0001;
    static final int NTFS = 0x000A;
    static final int TIME = 0x5455;
    static final int UNICODE_PATH = 0x7075;

    private final ByteBuffer fields;
    private int id;
    private ByteBuffer field = ByteBuffer.allocate(0);

    ZipExtra(ByteBuffer fields) {
        this.fields = fields.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves to the next field; false behind the last one, and at one that is longer than what is left. */
    boolean next() {
        if (fields.remaining() < 4) {
            return false;
        }
        id = fields.getShort() & 0xFFFF;
        int length = fields.getShort() & 0xFFFF;
        if (length > fields.remaining()) {
            return false;
        }
        field = fields.slice(fields.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        fields.position(fields.position() + length);
        return true;
    }

    int id() {
        return id;
    }

    /** The current field's data, little-endian. */
    ByteBuffer data() {
        return field;
    }

    /**
     * Whether programs agree on what the list says: lengths that fit, at most one ZIP64 field, made of whole numbers, and no
     * other name than the header has, whether or not its checksum makes it count.
     *
     * @param rawName the name in the header the list belongs to
     */
    static boolean isPlain(ByteBuffer fields, byte[] rawName) {
        ZipExtra extra = new ZipExtra(fields);
        int used = 0;
        int wide = 0;
        boolean plain = true;
        while (extra.next()) {
            int length = extra.data().remaining();
            used += 4 + length;
            if (extra.id() == ZIP64) {
                wide++;
                plain &= length == 28 || (length % 8 == 0 && length > 0 && length <= 24);
            } else if (extra.id() == UNICODE_PATH) {
                plain &= length >= 5 && extra.data().slice(5, length - 5).equals(ByteBuffer.wrap(rawName));
            }
        }
        return plain && wide <= 1 && fields.remaining() - used < 4;
    }
}
