/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/**
 * One .7z: its headers are read and checked, its contents can be read in archive order. Damage is an {@link IOException}
 * with a message for people. Memory for the headers
 * is asked for by way of {@link HeaderBounds#memory}. Safe for use by one thread.
 */
public final class SevenZipArchive {
    private final SeekableByteChannel channel;
    private final Headers headers;

    private SevenZipArchive(SeekableByteChannel channel, Headers headers) {
        this.channel = channel;
        this.headers = headers;
    }

    /**
     * Reads the headers.
     *
     * @param channel the archive from its first byte on; what lies behind its end is ignored. It stays the caller's to close
     * @throws HeadersRefusedException when the headers are beyond a bound, or encrypted
     */
    public static SevenZipArchive open(SeekableByteChannel channel, HeaderBounds bounds) throws IOException {
        return new SevenZipArchive(channel, Headers.read(channel, bounds));
    }

    /** Number of entries. */
    public int entries() {
        return headers.files().count();
    }

    /** Sum of the entries' sizes as the headers give them; {@link Long#MAX_VALUE} when it is more than that. */
    public long unpackedBytes() {
        SubStreams contents = headers.streams().contents();
        long bytes = 0;
        for (int i = 0; i < contents.count(); i++) {
            bytes = contents.size(i) > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + contents.size(i);
        }
        return bytes;
    }

    /**
     * How much the decoders have to work for the contents: the sum of the most bytes that one decoder of each block gives to
     * the next, by what the headers say, which is all that it will give; {@link Long#MAX_VALUE} when it is more than that.
     * It is no less than {@link #unpackedBytes}, and the same unless something was packed to more than it was.
     */
    public long decodedBytes() {
        StreamsInfo streams = headers.streams();
        long bytes = 0;
        for (int i = 0; i < streams.folders().count(); i++) {
            if (streams.contents().in(i) > 0) {
                long most = streams.folders().mostStreamBytes(i);
                bytes = most > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + most;
            }
        }
        return bytes;
    }

    /** The name of the first entry that cannot be read without a password. */
    public Optional<String> findEncrypted() throws IOException {
        StreamsInfo streams = headers.streams();
        for (int i = 0; i < streams.folders().count(); i++) {
            if (streams.contents().in(i) > 0
                    && FolderDecoder.isEncrypted(streams.folders().get(i))) {
                return Optional.of(nameOf(streams.contents().first(i)));
            }
        }
        return Optional.empty();
    }

    private String nameOf(int stream) {
        FilesInfo files = headers.files();
        int file = -1;
        for (int before = -1; before < stream; ) {
            file++;
            before += files.hasContent(file) ? 1 : 0;
        }
        return files.name(file);
    }

    /** Whether the coders of all blocks are known, so that only damage can keep {@link #content} from decoding them. */
    public boolean isDecodable() throws IOException {
        StreamsInfo streams = headers.streams();
        for (int i = 0; i < streams.folders().count(); i++) {
            if (streams.contents().in(i) > 0
                    && !FolderDecoder.isSupported(streams.folders().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** About how much memory the block asks for that asks for most, in KiB, of an archive that {@link #isDecodable}. */
    public long decoderKiB() throws IOException {
        StreamsInfo streams = headers.streams();
        long most = 0;
        for (int i = 0; i < streams.folders().count(); i++) {
            if (streams.contents().in(i) > 0) {
                most = Math.max(most, FolderDecoder.memoryKiB(streams.folders().get(i)));
            }
        }
        return most;
    }

    /** The entries from the first on. Each call starts anew; of several, only the last can be used. */
    public SevenZipContent content() {
        return new SevenZipContent(channel, headers);
    }
}
