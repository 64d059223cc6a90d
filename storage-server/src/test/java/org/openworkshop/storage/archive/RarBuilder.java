/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Writes stored RAR 5 archives block by block (RARLAB technote "RAR 5.0 archive format"), wrong ones too. */
final class RarBuilder {
    private static final byte[] SIGNATURE = {'R', 'a', 'r', '!', 0x1a, 7, 1, 0};
    private static final byte[] NONE = {};
    private static final int MAIN = 1;
    private static final int FILE = 2;
    private static final int CRYPT = 4;
    private static final int END = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RarBuilder() {
        out.writeBytes(SIGNATURE);
    }

    /** @param flags 1: volume, 2: volume number follows, 4: solid */
    RarBuilder main(int flags) {
        return block(MAIN, new Fields().vint(flags), NONE, NONE);
    }

    RarBuilder encryptedHeaders() {
        return block(CRYPT, new Fields().vint(0).vint(0).bytes(new byte[17]), NONE, NONE);
    }

    /** @param flags 1: another volume follows */
    RarBuilder end(int flags) {
        return block(END, new Fields().vint(flags), NONE, NONE);
    }

    RarBuilder file(String name, byte[] data) {
        return entry(name, data, 0, NONE);
    }

    /** @param compression the field of that name: bits 7-9 method, 10-13 dictionary of 128 KiB to the power of it */
    RarBuilder file(String name, byte[] data, int compression) {
        return entry(name, data, compression, NONE);
    }

    RarBuilder encryptedFile(String name, byte[] data) {
        byte[] record = new Fields().vint(1).vint(0).vint(0).bytes(new byte[33]).toBytes();
        return entry(name, data, 0, record);
    }

    /** @param type 1: Unix symbolic link, 2 and 3: Windows links, 4: hard link, 5: copy, others unknown */
    RarBuilder link(String name, int type, String target) {
        byte[] spelled = target.getBytes(StandardCharsets.UTF_8);
        Fields record = new Fields().vint(5).vint(type).vint(0).vint(spelled.length);
        return entry(name, new byte[0], 0, record.bytes(spelled).toBytes());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private RarBuilder entry(String name, byte[] data, int compression, byte[] record) {
        CRC32 crc = new CRC32();
        crc.update(data);
        byte[] spelled = name.getBytes(StandardCharsets.UTF_8);
        Fields body = new Fields().vint(4).vint(data.length).vint(0644).u32(crc.getValue());
        body.vint(compression).vint(1).vint(spelled.length).bytes(spelled);
        byte[] extra = record.length == 0
                ? NONE
                : new Fields().vint(record.length).bytes(record).toBytes();
        return block(FILE, body, extra, data);
    }

    private RarBuilder block(int type, Fields body, byte[] extra, byte[] data) {
        Fields header = new Fields().vint(type).vint((extra.length == 0 ? 0 : 1) | (data.length == 0 ? 0 : 2));
        if (extra.length > 0) {
            header.vint(extra.length);
        }
        if (data.length > 0) {
            header.vint(data.length);
        }
        header.bytes(body.toBytes());
        if (extra.length > 0) {
            header.bytes(extra);
        }
        byte[] content = header.toBytes();
        byte[] sized = new Fields().vint(content.length).bytes(content).toBytes();
        CRC32 crc = new CRC32();
        crc.update(sized);
        out.writeBytes(new Fields().u32(crc.getValue()).bytes(sized).toBytes());
        out.writeBytes(data);
        return this;
    }

    private static final class Fields {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Fields vint(long value) {
            long rest = value;
            while (rest > 0x7f) {
                bytes.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
            return this;
        }

        Fields u32(long value) {
            for (int shift = 0; shift < 32; shift += 8) {
                bytes.write((int) (value >>> shift));
            }
            return this;
        }

        Fields bytes(byte[] more) {
            bytes.writeBytes(more);
            return this;
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }
}
