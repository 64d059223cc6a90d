/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.tukaani.xz.CorruptedInputException;

/**
 * The sizes of a stream's blocks, as they were met, to be compared with the index behind them ("The .xz File Format" 1.2.1,
 * section 4). They are held as a checksum, because a small file can have very many blocks.
 *
 * <pre>
 *   00, number of blocks, for each { size of header, data and check; unpacked size }, padding to 4 bytes, CRC-32
 * </pre>
 */
final class XzIndex {
    private final CRC32 sizes = new CRC32();
    private final ByteBuffer pair = ByteBuffer.allocate(2 * Long.BYTES);
    private long blocks;

    /**
     * Adds a block.
     *
     * @param bytes of its header, data and check
     */
    void add(long bytes, long unpackedBytes) {
        blocks++;
        update(sizes, bytes, unpackedBytes);
    }

    private void update(CRC32 sums, long bytes, long unpackedBytes) {
        sums.update(pair.clear().putLong(bytes).putLong(unpackedBytes).flip());
    }

    /**
     * Reads the index, whose first byte has been read, and refuses one of other blocks.
     *
     * @return the size of the index in bytes
     */
    long require(InputStream in) throws IOException {
        XzCounter counted = new XzCounter(in);
        CheckedInputStream checked = new CheckedInputStream(counted, new CRC32());
        checked.getChecksum().update(0);
        if (number(checked) != blocks) {
            throw different();
        }
        CRC32 stated = new CRC32();
        for (long i = 0; i < blocks; i++) {
            update(stated, number(checked), number(checked));
        }
        if (stated.getValue() != sizes.getValue()) {
            throw different();
        }
        XzNumbers.skipPadding(checked, XzNumbers.padding(1 + counted.bytes()));
        int crc = (int) checked.getChecksum().getValue();
        if (XzNumbers.read(counted, Integer.BYTES).getInt() != crc) {
            throw new CorruptedInputException("XZ index does not match its checksum");
        }
        return 1 + counted.bytes();
    }

    private static long number(InputStream in) throws IOException {
        return XzNumbers.readMultibyte(() -> XzNumbers.readByte(in));
    }

    private static CorruptedInputException different() {
        return new CorruptedInputException("XZ index does not match the blocks");
    }
}
