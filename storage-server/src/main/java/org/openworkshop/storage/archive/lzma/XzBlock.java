/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.check.Check;

/**
 * One block of an .xz file ("The .xz File Format" 1.2.1, section 3), from its header to its check.
 *
 * <pre>
 *   header: size/4-1, flags, [packed size], [unpacked size], filters { id, properties' size, properties }, zeros, CRC-32
 *   data, padding to 4 bytes, check of the unpacked data
 * </pre>
 */
final class XzBlock {
    private static final int FILTERS = 0x03;
    private static final int RESERVED = 0x3C;
    private static final int HAS_PACKED_SIZE = 0x40;
    private static final int HAS_UNPACKED_SIZE = 0x80;

    private final XzCounter packed;
    private final InputStream unpacked;
    private final @Nullable Check check;
    private final int headerBytes;
    private final long statedPacked;
    private final long statedUnpacked;
    private long unpackedBytes;

    /**
     * Reads the header.
     *
     * @param sizeByte its first byte, not 0
     * @param check of the unpacked data, null when there is none
     */
    XzBlock(InputStream in, int sizeByte, @Nullable Check check, int memoryLimitKiB) throws IOException {
        this.check = check;
        headerBytes = (sizeByte + 1) * 4;
        ByteBuffer rest = XzNumbers.read(in, headerBytes - 1);
        ByteBuffer header = ByteBuffer.allocate(headerBytes).order(rest.order());
        header.put((byte) sizeByte).put(rest).flip();
        int end = headerBytes - Integer.BYTES;
        XzNumbers.requireCrc(header, 0, end, "XZ block's header");
        header.limit(end).position(1);
        try {
            int flags = header.get();
            if ((flags & RESERVED) != 0) {
                throw new UnsupportedOptionsException("XZ block has flags that are not known");
            }
            statedPacked = (flags & HAS_PACKED_SIZE) == 0 ? -1 : number(header);
            statedUnpacked = (flags & HAS_UNPACKED_SIZE) == 0 ? -1 : number(header);
            packed = new XzCounter(in);
            unpacked = filters(header, (flags & FILTERS) + 1, memoryLimitKiB);
            while (header.hasRemaining()) {
                if (header.get() != 0) {
                    throw new UnsupportedOptionsException("XZ block's header has fields that are not known");
                }
            }
        } catch (BufferUnderflowException e) {
            throw (IOException) new CorruptedInputException("XZ block's header is too short").initCause(e);
        }
    }

    /** The data passes through the last filter first. */
    private InputStream filters(ByteBuffer header, int count, int memoryLimitKiB) throws IOException {
        long[] ids = new long[count];
        ByteBuffer[] properties = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            ids[i] = number(header);
            long length = number(header);
            if (length > header.remaining()) {
                throw new BufferUnderflowException();
            }
            properties[i] = header.slice(header.position(), (int) length).order(header.order());
            header.position(header.position() + (int) length);
        }
        InputStream data = packed;
        for (int i = count - 1; i >= 0; i--) {
            data = XzFilters.open(data, ids[i], properties[i], i == count - 1, memoryLimitKiB);
        }
        return data;
    }

    private static long number(ByteBuffer header) throws IOException {
        return XzNumbers.readMultibyte(() -> header.get() & 0xFF);
    }

    /** Reads unpacked bytes; -1 when the block has ended and is as its header and its check say. */
    int read(byte[] target, int offset, int length) throws IOException {
        int n = unpacked.read(target, offset, length);
        if (n > 0) {
            unpackedBytes += n;
            if (check != null) {
                check.update(target, offset, n);
            }
            if (statedUnpacked >= 0 && unpackedBytes > statedUnpacked) {
                throw sizes();
            }
        } else if (n < 0) {
            end();
        }
        return n;
    }

    private void end() throws IOException {
        if ((statedPacked >= 0 && packed.bytes() != statedPacked)
                || (statedUnpacked >= 0 && unpackedBytes != statedUnpacked)) {
            throw sizes();
        }
        XzNumbers.skipPadding(packed.source(), XzNumbers.padding(packed.bytes()));
        if (check != null) {
            ByteBuffer stated = XzNumbers.read(packed.source(), check.getSize());
            if (!stated.equals(ByteBuffer.wrap(check.finish()))) {
                throw new CorruptedInputException("XZ block does not match its check");
            }
        }
    }

    private static CorruptedInputException sizes() {
        return new CorruptedInputException("XZ block is not as long as it says");
    }

    /** Adds the sizes of the block, which has ended. */
    void addTo(XzIndex index) {
        index.add(headerBytes + packed.bytes() + (check == null ? 0 : check.getSize()), unpackedBytes);
    }
}
