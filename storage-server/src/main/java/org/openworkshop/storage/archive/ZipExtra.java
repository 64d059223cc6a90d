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

    /** Whether strict programs accept the list: lengths that fit, and a ZIP64 field made of whole numbers. */
    static boolean isWellFormed(ByteBuffer fields) {
        ZipExtra extra = new ZipExtra(fields);
        int used = 0;
        while (extra.next()) {
            int length = extra.data().remaining();
            used += 4 + length;
            if (extra.id() == ZIP64 && length != 28 && (length % 8 != 0 || length == 0 || length > 24)) {
                return false;
            }
        }
        return fields.remaining() - used < 4;
    }
}
