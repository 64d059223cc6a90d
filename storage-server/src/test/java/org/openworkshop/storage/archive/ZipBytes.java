/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Writes ZIPs byte by byte, also such as no tool would write. */
final class ZipBytes {
    final List<Entry> entries = new ArrayList<>();
    byte[] prefix = new byte[0];
    byte[] beforeDirectory = new byte[0];
    byte[] beforeEnd = new byte[0];
    byte[] suffix = new byte[0];
    byte[] comment = new byte[0];
    boolean offsetsCountPrefix;
    boolean zip64;
    /** What is odd about the 64-bit end record: 0 its offset, 1 its stated length, 2 bytes behind it, 3 the number of disks. */
    int zip64Change = -1;

    boolean directoryBackwards;
    int disk;
    int entriesMore;

    /** One entry; every field can be made to lie. */
    static final class Entry {
        byte[] name = new byte[0];
        byte @Nullable [] localName;
        int host = 3;
        int method = 8;
        int localMethod = -1;
        int flags;
        int localFlags = -1;
        int attributes;
        long crc;
        long size;
        long localSize = -1;
        long localPacked = -1;
        long localCrc = -1;
        long packedMore;
        int diskStart;
        byte[] data = new byte[0];
        byte[] centralExtra = new byte[0];
        byte[] localExtra = new byte[0];
        boolean descriptor;
        byte[] after = new byte[0];
        /** Index of the entry whose place this one claims, -1 for its own. */
        int sharesPlaceOf = -1;

        long offsetMore;
        private int offset;
    }

    static byte[] text(int length) {
        return "All work and no play. "
                .repeat(length / 22 + 1)
                .substring(0, length)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Adds a deflated file that is worth keeping. */
    Entry add(String name) {
        return add(name, text(2000));
    }

    Entry add(String name, byte[] content) {
        Entry entry = raw(name, deflated(content), content);
        entry.method = 8;
        return entry;
    }

    Entry stored(String name, byte[] content) {
        Entry entry = raw(name, content, content);
        entry.method = 0;
        return entry;
    }

    Entry folder(String name) {
        return stored(name, new byte[0]);
    }

    Entry raw(String name, byte[] data, byte[] content) {
        Entry entry = new Entry();
        entry.name = name.getBytes(StandardCharsets.UTF_8);
        entry.flags = name.chars().anyMatch(c -> c > 127) ? ZipRecord.UTF8 : 0;
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.crc = crc.getValue();
        entry.size = content.length;
        entry.data = data;
        entries.add(entry);
        return entry;
    }

    static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] buffer = new byte[content.length + 64];
        int length = deflater.deflate(buffer);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    byte[] build() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(prefix);
        for (Entry entry : entries) {
            if (entry.sharesPlaceOf >= 0) {
                entry.offset = entries.get(entry.sharesPlaceOf).offset;
                continue;
            }
            entry.offset = out.size() - (offsetsCountPrefix ? 0 : prefix.length);
            out.writeBytes(local(entry));
            out.writeBytes(entry.data);
            if (entry.descriptor) {
                out.writeBytes(little(16)
                        .putInt(0x08074b50)
                        .putInt((int) entry.crc)
                        .putInt(entry.data.length)
                        .putInt((int) entry.size)
                        .array());
            }
            out.writeBytes(entry.after);
        }
        out.writeBytes(beforeDirectory);
        int start = out.size() - (offsetsCountPrefix ? 0 : prefix.length);
        int at = out.size();
        List<Entry> listed = new ArrayList<>(entries);
        if (directoryBackwards) {
            Collections.reverse(listed);
        }
        listed.forEach(entry -> out.writeBytes(central(entry)));
        int size = out.size() - at;
        out.writeBytes(beforeEnd);
        out.writeBytes(end(start, size, out.size()));
        out.writeBytes(suffix);
        return out.toByteArray();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, build());
    }

    private byte[] local(Entry entry) {
        byte[] name = entry.localName == null ? entry.name : entry.localName;
        ByteBuffer header = little(30 + name.length + entry.localExtra.length);
        header.putInt(0x04034b50).putShort((short) 20);
        int flags = entry.localFlags >= 0 ? entry.localFlags : entry.flags | (entry.descriptor ? 8 : 0);
        header.putShort((short) flags);
        header.putShort((short) (entry.localMethod >= 0 ? entry.localMethod : entry.method));
        header.putInt(ZipTime.DOS_START);
        long size = entry.localSize >= 0 ? entry.localSize : entry.size;
        long crc = entry.localCrc >= 0 ? entry.localCrc : entry.crc;
        long packed = entry.localPacked >= 0 ? entry.localPacked : entry.data.length + entry.packedMore;
        header.putInt(entry.descriptor ? 0 : (int) crc);
        header.putInt(entry.descriptor ? 0 : (int) packed);
        header.putInt(entry.descriptor ? 0 : (int) size);
        header.putShort((short) name.length).putShort((short) entry.localExtra.length);
        return header.put(name).put(entry.localExtra).array();
    }

    private static byte[] central(Entry entry) {
        ByteBuffer header = little(46 + entry.name.length + entry.centralExtra.length);
        header.putInt(0x02014b50).putShort((short) (entry.host << 8 | 20)).putShort((short) 20);
        header.putShort((short) (entry.flags | (entry.descriptor ? 8 : 0))).putShort((short) entry.method);
        header.putInt(ZipTime.DOS_START)
                .putInt((int) entry.crc)
                .putInt((int) (entry.data.length + entry.packedMore))
                .putInt((int) entry.size);
        header.putShort((short) entry.name.length)
                .putShort((short) entry.centralExtra.length)
                .putShort((short) 0);
        header.putShort((short) entry.diskStart).putShort((short) 0).putInt(entry.attributes);
        header.putInt((int) (entry.offset + entry.offsetMore));
        return header.put(entry.name).put(entry.centralExtra).array();
    }

    private byte[] end(int start, int size, int at) {
        ByteBuffer end = little(76 + 6 + 22 + comment.length);
        int count = entries.size() + entriesMore;
        if (zip64) {
            end.putInt(0x06064b50)
                    .putLong(zip64Change == 1 ? 45 : zip64Change == 2 ? 50 : 44)
                    .putShort((short) 45)
                    .putShort((short) 45)
                    .putInt(0)
                    .putInt(0);
            end.putLong(count).putLong(count).putLong(size).putLong(start);
            end.put(new byte[zip64Change == 2 ? 6 : 0]);
            end.putInt(0x07064b50).putInt(0).putLong(zip64Change == 0 ? 1 : at);
            end.putInt(zip64Change == 3 ? 2 : 1);
        }
        end.putInt(0x06054b50).putShort((short) disk).putShort((short) disk);
        end.putShort((short) (zip64 ? 0xFFFF : count)).putShort((short) (zip64 ? 0xFFFF : count));
        end.putInt(zip64 ? -1 : size)
                .putInt(zip64 ? -1 : start)
                .putShort((short) comment.length)
                .put(comment);
        byte[] bytes = new byte[end.position()];
        end.flip().get(bytes);
        return bytes;
    }

    static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
