/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A ZIP of one deflated entry that can be shrunk by a little, which the server keeps as it comes. Its data repeats one block, so
 * that sending it reads no file and allocates nothing.
 */
final class DeflatedZip {
    private static final int BLOCK_BYTES = 1024 * 1024;
    private static final int BLANK_BYTES = BLOCK_BYTES / 20;
    private static final byte[] NAME = "large.bin".getBytes(StandardCharsets.US_ASCII);
    /** A last block with nothing in it (RFC 1951 section 3.2.6). */
    private static final byte[] END_OF_DATA = {3, 0};

    private final ByteBuffer head;
    private final ByteBuffer block;
    private final ByteBuffer tail;
    private final int blocks;

    private DeflatedZip(ByteBuffer head, ByteBuffer block, ByteBuffer tail, int blocks) {
        this.head = head;
        this.block = block;
        this.tail = tail;
        this.blocks = blocks;
    }

    /** @param mebibytes how large its entry is unpacked, less than 4096 */
    static DeflatedZip of(int mebibytes) {
        byte[] content = new byte[BLOCK_BYTES];
        new Random(mebibytes).nextBytes(content);
        Arrays.fill(content, 0, BLANK_BYTES, (byte) 0);
        CRC32 crc = new CRC32();
        for (int i = 0; i < mebibytes; i++) {
            crc.update(content);
        }
        byte[] deflated = deflated(content);
        long packed = (long) mebibytes * deflated.length + END_OF_DATA.length;
        long unpacked = (long) mebibytes * content.length;
        // APPNOTE.TXT sections 4.3.7, 4.3.12 and 4.3.16.
        ByteBuffer head = buffer(30 + NAME.length).putInt(0x04034b50);
        common(head, crc.getValue(), packed, unpacked).put(NAME);
        ByteBuffer tail = buffer(END_OF_DATA.length + 46 + NAME.length + 22)
                .put(END_OF_DATA)
                .putInt(0x02014b50)
                .putShort((short) 20);
        common(tail, crc.getValue(), packed, unpacked)
                .put(new byte[14])
                .put(NAME)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(46 + NAME.length)
                .putInt((int) (head.position() + packed))
                .putShort((short) 0);
        return new DeflatedZip(
                head.flip(),
                ByteBuffer.allocateDirect(deflated.length).put(deflated).flip(),
                tail.flip(),
                mebibytes);
    }

    /** What both headers of an entry have, from the version needed to the length of the extra fields. */
    private static ByteBuffer common(ByteBuffer target, long crc, long packed, long unpacked) {
        return target.putShort((short) 20)
                .putShort((short) 0)
                .putShort((short) 8)
                .putShort((short) 0)
                .putShort((short) 0x21)
                .putInt((int) crc)
                .putInt((int) packed)
                .putInt((int) unpacked)
                .putShort((short) NAME.length)
                .putShort((short) 0);
    }

    /** Deflated so that it means the same wherever it is repeated. */
    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(content);
        byte[] target = new byte[2 * content.length];
        int length = deflater.deflate(target, 0, target.length, Deflater.FULL_FLUSH);
        deflater.end();
        return Arrays.copyOf(target, length);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    long bytes() {
        return head.remaining() + (long) blocks * block.remaining() + tail.remaining();
    }

    /** Writes all of it to a blocking channel. */
    void sendTo(WritableByteChannel channel) throws IOException {
        send(channel, head);
        for (int i = 0; i < blocks; i++) {
            send(channel, block);
        }
        send(channel, tail);
    }

    private static void send(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }
}
