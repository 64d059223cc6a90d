/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ZIP file being written: headers, bytes that were compressed elsewhere, and the directory at the end (PKWARE APPNOTE
 * 6.3.10). Local headers are completed in place, so there are no data descriptors; ZIP64 fields appear only where a number
 * needs them. One thread.
 *
 * <p>A local header whose entry may outgrow 32 bits keeps room for a ZIP64 field; when the entry stays small, the room
 * becomes a padding field (0xA220), which readers skip.
 */
final class ZipOutput implements Closeable {
    static final int STORE = 0;
    static final int DEFLATE = 8;
    /** From here on a number does not fit its 32-bit field. */
    static final long ZIP64_FROM = 0xFFFF_FFFFL;

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int UTF8_NAMES = 1 << 11;
    private static final int PADDING_FIELD = 0xA220;
    private static final int UNIX = 3;

    private final FileChannel channel;
    private final long zip64From;
    private final ByteBuffer buffer = little(BUFFER_BYTES);
    private final List<Written> entries = new ArrayList<>();
    private final Gate gate;
    private long flushed;

    /** Asked before bytes are written. */
    interface Gate {
        /** Throws when they may not be written; the file is not whole then. */
        void writing(long bytes) throws IOException;
    }

    /**
     * @param zip64From size or offset from which ZIP64 fields are used, {@link #ZIP64_FROM} in earnest
     * @param gate asked before each write of up to 256 KiB
     */
    ZipOutput(Path file, long zip64From, Gate gate) throws IOException {
        this.gate = gate;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        this.zip64From = zip64From;
    }

    /** One entry of the file; its sizes and checksum are known once it has ended. */
    static final class Written {
        private final String name;
        private final int method;
        private final int dosTime;
        private final @Nullable Integer unixTime;
        private final boolean large;
        private long headerAt;
        private long dataAt;
        private long crc;
        private long size;
        private long packed;

        /** @param large whether the entry may need 64-bit sizes */
        Written(EntryHeader header, int method, boolean large) {
            this.name = header.kind() == EntryHeader.Kind.DIRECTORY ? header.name() + "/" : header.name();
            this.method = method;
            this.large = large;
            Instant modified = header.modified();
            this.dosTime = ZipTime.toDos(modified);
            this.unixTime = modified == null || header.wallClock() || !ZipTime.fitsUnix(modified)
                    ? null
                    : (int) modified.getEpochSecond();
        }

        long size() {
            return size;
        }

        int method() {
            return method;
        }

        boolean isLarge() {
            return large;
        }
    }

    /** Starts an entry; its data follows through {@link #write}. */
    void begin(Written entry) throws IOException {
        byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
        int extra = (entry.large ? 20 : 0) + (entry.unixTime == null ? 0 : 9);
        entry.headerAt = position();
        ByteBuffer header = little(30 + name.length + extra);
        header.putInt(0x04034b50);
        header.putShort((short) (entry.large ? 45 : 20));
        putCommon(header, entry, 0, 0, 0);
        header.putShort((short) name.length).putShort((short) extra).put(name);
        if (entry.large) {
            header.putShort((short) PADDING_FIELD)
                    .putShort((short) 16)
                    .putLong(0x0000_0000_0000_A028L)
                    .putLong(0);
        }
        putTime(header, entry);
        write(header.flip());
        entry.dataAt = position();
    }

    /** Adds compressed bytes. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, offset, length));
    }

    private void write(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        while (bytes.position() < end) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            bytes.limit(Math.min(end, bytes.position() + buffer.remaining()));
            buffer.put(bytes);
        }
    }

    /** Ends an entry: its header gets the checksum and the sizes. */
    void end(Written entry, long crc, long size) throws IOException {
        entry.crc = crc;
        entry.size = size;
        entry.packed = position() - entry.dataAt;
        boolean zip64 = entry.size >= zip64From || entry.packed >= zip64From;
        if (zip64 && !entry.large) {
            throw new IOException("Entry outgrew the size it was announced with");
        }
        ByteBuffer sizes = little(12);
        sizes.putInt((int) crc);
        sizes.putInt(zip64 ? -1 : (int) entry.packed).putInt(zip64 ? -1 : (int) entry.size);
        patch(entry.headerAt + 14, sizes.flip());
        if (zip64) {
            ByteBuffer field = little(20).putShort((short) 1).putShort((short) 16);
            patch(
                    entry.dataAt - (entry.unixTime == null ? 0 : 9) - 20,
                    field.putLong(entry.size).putLong(entry.packed).flip());
        }
        entries.add(entry);
    }

    /** Adds the data of an entry written before, as it lies in the file. */
    void copyData(Written earlier) throws IOException {
        flush();
        byte[] piece = new byte[64 * 1024];
        for (long done = 0; done < earlier.packed; ) {
            ByteBuffer target = ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, earlier.packed - done));
            int n = channel.read(target, earlier.dataAt + done);
            if (n <= 0) {
                throw new IOException("ZIP being written is shorter than it should be");
            }
            write(piece, 0, n);
            done += n;
        }
    }

    long crc(Written entry) {
        return entry.crc;
    }

    /** Writes the directory; the file is whole afterwards. */
    void finish() throws IOException {
        long start = position();
        for (Written entry : entries) {
            putDirectoryEntry(entry);
        }
        long size = position() - start;
        boolean zip64 = entries.size() >= 0xFFFF || start >= zip64From || size >= zip64From;
        ByteBuffer end = little(56 + 20 + 22);
        if (zip64) {
            end.putInt(0x06064b50)
                    .putLong(44)
                    .putShort((short) (UNIX << 8 | 45))
                    .putShort((short) 45);
            end.putInt(0)
                    .putInt(0)
                    .putLong(entries.size())
                    .putLong(entries.size())
                    .putLong(size)
                    .putLong(start);
            end.putInt(0x07064b50).putInt(0).putLong(start + size).putInt(1);
        }
        short count = (short) (entries.size() >= 0xFFFF ? 0xFFFF : entries.size());
        end.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
        end.putInt(size >= zip64From ? -1 : (int) size)
                .putInt(start >= zip64From ? -1 : (int) start)
                .putShort((short) 0);
        write(end.flip());
        flush();
    }

    private void putDirectoryEntry(Written entry) throws IOException {
        byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
        boolean largeSize = entry.size >= zip64From;
        boolean largePacked = entry.packed >= zip64From;
        boolean largeOffset = entry.headerAt >= zip64From;
        int wide = (largeSize ? 8 : 0) + (largePacked ? 8 : 0) + (largeOffset ? 8 : 0);
        int extra = (wide == 0 ? 0 : 4 + wide) + (entry.unixTime == null ? 0 : 9);
        int version = wide == 0 ? 20 : 45;
        ByteBuffer header = little(46 + name.length + extra);
        header.putInt(0x02014b50).putShort((short) (UNIX << 8 | version)).putShort((short) version);
        putCommon(header, entry, entry.crc, largePacked ? -1 : entry.packed, largeSize ? -1 : entry.size);
        header.putShort((short) name.length).putShort((short) extra).putShort((short) 0);
        header.putShort((short) 0).putShort((short) 0).putInt(attributes(entry));
        header.putInt(largeOffset ? -1 : (int) entry.headerAt).put(name);
        if (wide > 0) {
            header.putShort((short) 1).putShort((short) wide);
            putIf(header, largeSize, entry.size);
            putIf(header, largePacked, entry.packed);
            putIf(header, largeOffset, entry.headerAt);
        }
        putTime(header, entry);
        write(header.flip());
    }

    private static void putCommon(ByteBuffer header, Written entry, long crc, long packed, long size) {
        header.putShort((short) UTF8_NAMES).putShort((short) entry.method).putInt(entry.dosTime);
        header.putInt((int) crc).putInt((int) packed).putInt((int) size);
    }

    /** The extended timestamp, modification time only: alike in both headers. */
    private static void putTime(ByteBuffer header, Written entry) {
        if (entry.unixTime != null) {
            header.putShort((short) 0x5455).putShort((short) 5).put((byte) 1).putInt(entry.unixTime);
        }
    }

    private static void putIf(ByteBuffer header, boolean wanted, long value) {
        if (wanted) {
            header.putLong(value);
        }
    }

    /** Unix mode above, DOS attributes below. */
    private static int attributes(Written entry) {
        return entry.name.endsWith("/") ? 0040755 << 16 | 0x10 : 0100644 << 16;
    }

    private long position() {
        return flushed + buffer.position();
    }

    private void patch(long at, ByteBuffer bytes) throws IOException {
        if (at >= flushed) {
            int start = (int) (at - flushed);
            buffer.put(start, bytes, 0, bytes.remaining());
            return;
        }
        flush();
        long target = at;
        while (bytes.hasRemaining()) {
            target += channel.write(bytes, target);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        gate.writing(buffer.remaining());
        while (buffer.hasRemaining()) {
            flushed += channel.write(buffer, flushed);
        }
        buffer.clear();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
