/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A ZIP of one stored entry, which the server keeps as it comes. The entry repeats one random block, so that sending it reads no
 * file and allocates nothing.
 */
final class StoredZip {
    private static final int BLOCK_BYTES = 1024 * 1024;

    private final ByteBuffer head;
    private final ByteBuffer block;
    private final ByteBuffer tail;
    private final int blocks;

    private StoredZip(byte[] head, byte[] block, byte[] tail, int blocks) {
        this.head = direct(head);
        this.block = direct(block);
        this.tail = direct(tail);
        this.blocks = blocks;
    }

    /** @param mebibytes how large its entry is */
    static StoredZip of(int mebibytes) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        new Random(mebibytes).nextBytes(block);
        CRC32 crc = new CRC32();
        for (int i = 0; i < mebibytes; i++) {
            crc.update(block);
        }
        ZipEntry entry = new ZipEntry("large.bin");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize((long) mebibytes * BLOCK_BYTES);
        entry.setCrc(crc.getValue());
        Ends ends = new Ends();
        try (ZipOutputStream zip = new ZipOutputStream(ends)) {
            zip.putNextEntry(entry);
            byte[] head = ends.take();
            ends.skipping = true;
            for (int i = 0; i < mebibytes; i++) {
                zip.write(block);
            }
            ends.skipping = false;
            zip.closeEntry();
            zip.finish();
            return new StoredZip(head, block, ends.take(), mebibytes);
        }
    }

    /** What is written, without what is skipped. */
    private static final class Ends extends ByteArrayOutputStream {
        private boolean skipping;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (!skipping) {
                super.write(bytes, offset, length);
            }
        }

        private byte[] take() {
            byte[] taken = toByteArray();
            reset();
            return taken;
        }
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
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
