/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a .7z in archive order, each of which can be read as this stream until the next is asked for. A block is
 * decoded once, from its first content on. Used by one thread; the archive's channel is in use meanwhile and stays open.
 *
 * <p>The stream ends where the entry does; {@link IOException} when the data end before, when their CRC-32 is not the one
 * that the headers give, or when a decoder takes them for damaged. Then there is nothing more to be read.
 */
public final class SevenZipContent extends InputStream {
    private static final int SKIP_BYTES = 64 * 1024;

    private final Headers headers;
    private final PackedInput packed;
    private final CRC32 crc = new CRC32();

    private int file = -1;
    private int contentless;
    private int stream = -1;
    private int folder = -1;
    private @Nullable InputStream decoder;
    private long left;

    SevenZipContent(SeekableByteChannel archive, Headers headers) {
        this.headers = headers;
        this.packed = new PackedInput(archive);
    }

    /** Goes to the next entry, past what is left of the current one; null after the last. */
    public @Nullable SevenZipEntry nextEntry() throws IOException {
        skipRest();
        FilesInfo files = headers.files();
        file++;
        if (file >= files.count()) {
            closeDecoder();
            return null;
        }
        if (!files.hasContent(file)) {
            return files.entry(file, contentless++, 0);
        }
        stream++;
        goToFolder();
        crc.reset();
        left = headers.streams().contents().size(stream);
        return files.entry(file, contentless, left);
    }

    private void goToFolder() throws IOException {
        SubStreams contents = headers.streams().contents();
        int before = folder;
        while (folder < 0 || stream >= contents.first(folder) + contents.in(folder)) {
            folder++;
        }
        if (folder != before) {
            closeDecoder();
        }
    }

    private void skipRest() throws IOException {
        if (left > 0) {
            byte[] rest = new byte[SKIP_BYTES];
            while (left > 0) {
                var unused = read(rest, 0, rest.length);
            }
        } else if (stream >= 0) {
            verify();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0 || left == 0) {
            return length == 0 ? 0 : -1;
        }
        int n = decoder().read(target, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("packed data end too early");
        }
        crc.update(target, offset, n);
        left -= n;
        if (left == 0) {
            verify();
        }
        return n;
    }

    private InputStream decoder() throws IOException {
        InputStream open = decoder;
        if (open == null) {
            StreamsInfo streams = headers.streams();
            int packStream = streams.folders().firstPackStream(folder);
            packed.open(streams.packed().start(packStream), streams.packed().end(packStream));
            open = FolderDecoder.open(streams.folders(), folder, packed);
            decoder = open;
        }
        return open;
    }

    private void verify() throws IOException {
        if (!headers.streams().contents().digests().agrees(stream, crc.getValue())) {
            throw new IOException("checksum is wrong");
        }
    }

    private void closeDecoder() throws IOException {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }

    /** Frees what decoders hold. */
    @Override
    public void close() throws IOException {
        closeDecoder();
    }
}
