/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZFormatException;
import org.tukaani.xz.check.Check;

/**
 * Decodes .xz files ("The .xz File Format" 1.2.1): all streams of a concatenated file, with the padding between them; sizes,
 * index and checks are verified. An {@link java.io.EOFException} says that the file is cut off, another IOException that it
 * is damaged, or uses what is not supported, or that reading failed. Not thread-safe.
 *
 * <pre>
 *   stream: FD '7zXZ' 00, flags (2 bytes: 00, kind of check), CRC-32 of them
 *           blocks, each with its header
 *           index, which begins with 00
 *           CRC-32 of what follows, size of the index/4-1 (4 bytes), flags again, 'YZ'
 *   padding: zeros, a multiple of 4
 * </pre>
 */
public final class XzInputStream extends InputStream {
    private static final byte[] MAGIC = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
    private static final int HEADER_BYTES = 12;
    private static final int FOOTER_BYTES = 12;
    private static final short FOOTER_MAGIC = 0x5A59;
    private static final int NO_CHECK = 0;

    private final InputStream in;
    private final int memoryLimitKiB;
    private XzIndex index = new XzIndex();
    private short flags;
    private @Nullable XzBlock block;
    private boolean ended;

    /**
     * @param in should be buffered; is closed with this stream
     * @param memoryLimitKiB most a block's decoder may need, for its dictionary and its tables
     */
    public XzInputStream(InputStream in, int memoryLimitKiB) throws IOException {
        this.in = in;
        this.memoryLimitKiB = memoryLimitKiB;
        begin(XzNumbers.read(in, HEADER_BYTES));
    }

    private void begin(ByteBuffer header) throws IOException {
        if (!header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new XZFormatException();
        }
        XzNumbers.requireCrc(header, MAGIC.length, MAGIC.length + Short.BYTES, "XZ stream's header");
        flags = header.getShort(MAGIC.length);
        index = new XzIndex();
        if ((flags & 0xF0FF) != 0) {
            throw new UnsupportedOptionsException("XZ stream has flags that are not known");
        }
        var unused = newCheck();
    }

    private @Nullable Check newCheck() throws UnsupportedOptionsException {
        int kind = flags >> 8;
        return kind == NO_CHECK ? null : Check.getInstance(kind);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (block == null) {
                block = nextBlock();
                continue;
            }
            int n = block.read(target, offset, length);
            if (n >= 0) {
                return n;
            }
            block.addTo(index);
            block = null;
        }
        return -1;
    }

    /** Null when a stream has ended. */
    private @Nullable XzBlock nextBlock() throws IOException {
        int sizeByte = XzNumbers.readByte(in);
        if (sizeByte != 0) {
            return new XzBlock(in, sizeByte, newCheck(), memoryLimitKiB);
        }
        end(index.require(in));
        return null;
    }

    /** Reads the footer and what is behind it, up to the next stream. */
    private void end(long indexBytes) throws IOException {
        ByteBuffer footer = XzNumbers.read(in, FOOTER_BYTES);
        if (footer.getShort(10) != FOOTER_MAGIC) {
            throw new CorruptedInputException("XZ stream has no end");
        }
        ByteBuffer checked = ByteBuffer.allocate(FOOTER_BYTES).order(footer.order());
        checked.put(footer.slice(4, 6)).putInt(footer.getInt(0));
        XzNumbers.requireCrc(checked, 0, 6, "XZ stream's end");
        if (footer.getShort(8) != flags || (footer.getInt(4) & 0xFFFF_FFFFL) != indexBytes / 4 - 1) {
            throw new CorruptedInputException("XZ stream's end does not match its beginning");
        }
        int zeros = 0;
        int b = in.read();
        for (; b == 0; b = in.read()) {
            zeros = (zeros + 1) & 3;
        }
        if (zeros != 0) {
            throw new CorruptedInputException("XZ padding is no multiple of four");
        }
        ended = b < 0;
        if (!ended) {
            ByteBuffer rest = XzNumbers.read(in, HEADER_BYTES - 1);
            begin(ByteBuffer.allocate(HEADER_BYTES)
                    .order(rest.order())
                    .put((byte) b)
                    .put(rest)
                    .flip());
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
