/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Archives of kinds that no free tool of today writes, each as simple as its format allows: what is stored stays as it is.
 * Names are ASCII without folders; content is at most 32 KiB a file.
 */
final class RareArchives {
    private RareArchives() {}

    /** ECMA-119: a descriptor, its terminator, one folder, the files, in sectors of 2048 bytes. */
    static byte[] iso(Map<String, byte[]> files) {
        int sector = 2048;
        int rootAt = 18;
        ByteBuffer root = little(sector);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        isoRecord(root, new byte[1], rootAt, sector, 2);
        isoRecord(root, new byte[] {1}, rootAt, sector, 2);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] name = ascii(file.getKey() + ";1");
            isoRecord(root, name, rootAt + 1 + data.size() / sector, file.getValue().length, 0);
            data.writeBytes(padded(file.getValue(), sector));
        }
        ByteBuffer disc = little((rootAt + 1) * sector);
        disc.position(16 * sector).put((byte) 1).put(ascii("CD001")).put((byte) 1);
        both(disc.position(16 * sector + 80), rootAt + 1 + data.size() / sector);
        bothShort(disc.position(16 * sector + 120), 1);
        bothShort(disc, 1);
        bothShort(disc, sector);
        ByteBuffer record = little(34);
        isoRecord(record, new byte[1], rootAt, sector, 2);
        disc.position(16 * sector + 156).put(record.array());
        disc.put(16 * sector + 881, (byte) 1);
        disc.position(17 * sector).put((byte) 0xFF).put(ascii("CD001")).put((byte) 1);
        disc.position(rootAt * sector).put(root.array());
        return joined(disc.array(), data.toByteArray());
    }

    private static void isoRecord(ByteBuffer folder, byte[] name, int sector, int size, int flags) {
        int length = (33 + name.length + 1) / 2 * 2;
        int end = folder.position() + length;
        folder.put((byte) length).put((byte) 0);
        both(folder, sector);
        both(folder, size);
        folder.put(new byte[] {121, 3, 4, 5, 6, 7, 0}).put((byte) flags).putShort((short) 0);
        bothShort(folder, 1);
        folder.put((byte) name.length).put(name).position(end);
    }

    private static void both(ByteBuffer target, int value) {
        target.putInt(value).putInt(Integer.reverseBytes(value));
    }

    private static void bothShort(ByteBuffer target, int value) {
        target.putShort((short) value).putShort(Short.reverseBytes((short) value));
    }

    /** xar: a header, a packed table of contents in XML, the heap, which begins with the table's checksum. */
    static byte[] xar(Map<String, byte[]> files) {
        ByteArrayOutputStream heap = new ByteArrayOutputStream();
        StringBuilder toc = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><xar><toc>"
                + "<checksum style=\"sha1\"><offset>0</offset><size>20</size></checksum>");
        int id = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] packed = zlib(file.getValue(), false);
            toc.append("<file id=\"%d\"><name>%s</name><type>file</type>".formatted(++id, file.getKey()));
            if (file.getValue().length > 0) {
                toc.append("""
                        <data><length>%d</length><offset>%d</offset><size>%d</size>
                        <encoding style="application/x-gzip"/><archived-checksum style="sha1">%s</archived-checksum>
                        <extracted-checksum style="sha1">%s</extracted-checksum></data>""".formatted(
                                packed.length,
                                20 + heap.size(),
                                file.getValue().length,
                                HexFormat.of().formatHex(sha1(packed)),
                                HexFormat.of().formatHex(sha1(file.getValue()))));
                heap.writeBytes(packed);
            }
            toc.append("</file>");
        }
        byte[] text = ascii(toc.append("</toc></xar>").toString());
        byte[] packed = zlib(text, false);
        ByteBuffer header =
                ByteBuffer.allocate(28).put(ascii("xar!")).putShort((short) 28).putShort((short) 1);
        header.putLong(packed.length).putLong(text.length).putInt(1);
        return joined(header.array(), packed, sha1(packed), heap.toByteArray());
    }

    /** ARJ, method 0. */
    static byte[] arj(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(arjHeader("made.arj", 2, new byte[0]));
        files.forEach((name, content) -> {
            out.writeBytes(arjHeader(name, 0, content));
            out.writeBytes(content);
        });
        out.writeBytes(new byte[] {0x60, (byte) 0xEA, 0, 0});
        return out.toByteArray();
    }

    private static byte[] arjHeader(String name, int type, byte[] content) {
        ByteBuffer basic = little(30 + name.length() + 2);
        basic.put(new byte[] {30, 11, 1, 0, 16, 0, (byte) type, 0}).putInt(0x52_64_28_C3);
        basic.putInt(content.length).putInt(content.length).putInt(crc(content));
        basic.putShort((short) 0).putShort((short) 0x20).putShort((short) 0);
        basic.put(ascii(name));
        ByteBuffer header =
                little(4 + basic.limit() + 6).putShort((short) 0xEA60).putShort((short) basic.limit());
        return header.put(basic.array())
                .putInt(crc(basic.array()))
                .putShort((short) 0)
                .array();
    }

    /** LHA, header level 0, method lh0. */
    static byte[] lzh(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.forEach((name, content) -> {
            ByteBuffer header =
                    little(24 + name.length()).put((byte) (22 + name.length())).put((byte) 0);
            header.put(ascii("-lh0-"))
                    .putInt(content.length)
                    .putInt(content.length)
                    .putInt(0x52_64_28_C3);
            header.put((byte) 0x20).put((byte) 0).put((byte) name.length()).put(ascii(name));
            header.putShort((short) crc16(content));
            int sum = 0;
            for (int i = 2; i < header.limit(); i++) {
                sum += header.get(i);
            }
            out.writeBytes(header.put(1, (byte) sum).array());
            out.writeBytes(content);
        });
        out.write(0);
        return out.toByteArray();
    }

    private static int crc16(byte[] bytes) {
        int crc = 0;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xA001;
            }
        }
        return crc;
    }

    /** Cabinet, one folder with one block: stored, or MSZIP, which is Deflate behind "CK". */
    static byte[] cab(Map<String, byte[]> files, boolean pack) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        files.forEach((name, bytes) -> {
            ByteBuffer entry = little(17 + name.length()).putInt(bytes.length).putInt(content.size());
            entry.putShort((short) 0).putInt(0x28_C3_52_64).putShort((short) 0x20);
            entries.writeBytes(entry.put(ascii(name)).array());
            content.writeBytes(bytes);
        });
        byte[] data = pack ? joined(ascii("CK"), zlib(content.toByteArray(), true)) : content.toByteArray();
        int dataAt = 44 + entries.size();
        ByteBuffer head = little(44)
                .put(ascii("MSCF"))
                .putInt(0)
                .putInt(dataAt + 8 + data.length)
                .putInt(0);
        head.putInt(44)
                .putInt(0)
                .put((byte) 3)
                .put((byte) 1)
                .putShort((short) 1)
                .putShort((short) files.size());
        head.putShort((short) 0).putInt(0).putInt(dataAt).putShort((short) 1).putShort((short) (pack ? 1 : 0));
        ByteBuffer block = little(8).putInt(0).putShort((short) data.length).putShort((short) content.size());
        return joined(head.array(), entries.toByteArray(), block.array(), data);
    }

    private static byte[] zlib(byte[] content, boolean raw) {
        Deflater deflater = new Deflater(6, raw);
        deflater.setInput(content);
        deflater.finish();
        ByteBuffer packed = ByteBuffer.allocate(content.length + 100);
        deflater.deflate(packed);
        deflater.end();
        return java.util.Arrays.copyOf(packed.array(), packed.position());
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] padded(byte[] bytes, int block) {
        return java.util.Arrays.copyOf(bytes, (bytes.length + block - 1) / block * block);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
