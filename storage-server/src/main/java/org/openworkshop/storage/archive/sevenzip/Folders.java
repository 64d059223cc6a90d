/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.util.Arrays;

/**
 * The blocks that are packed on their own ("folders"). What describes them stays in the headers and is parsed again when it
 * is asked for, so that many tiny folders cost no more than a few numbers each.
 *
 * <pre>
 *   07 0B NUMBER of folders
 *         00 (the folders follow here and not in another stream)
 *         folders, see {@link Folder}
 *      0C NUMBER size of each out stream, those of the first folder first
 *      0A DIGESTS of what folders unpack to (optional)
 *   00
 * </pre>
 */
final class Folders {
    static final int ID = 0x07;
    private static final int FOLDERS = 0x0B;
    private static final int UNPACKED_SIZES = 0x0C;
    private static final int DIGESTS = 0x0A;

    /** In each of three arrays of places, what it unpacks to, and which of its streams that is. */
    private static final int BYTES_EACH = 3 * Integer.BYTES + Long.BYTES + 1;

    private final HeaderBytes header;
    /** Where each folder's description begins. */
    private final int[] descriptions;
    /** The number of each folder's first packed stream; one more than folders. */
    private final int[] packStreams;
    /** The number of each folder's first out stream; one more than folders. */
    private final int[] outStreams;

    private long[] sizes = new long[0];
    private long[] unpacked = new long[0];
    private Digests digests = Digests.none();

    private Folders(HeaderBytes header, int count) {
        this.header = header;
        this.descriptions = new int[count];
        this.packStreams = new int[count + 1];
        this.outStreams = new int[count + 1];
    }

    static Folders none() {
        return new Folders(new HeaderBytes(new byte[0], HeaderMemory.UNBOUNDED), 0);
    }

    /** @param bounds more blocks than entries are refused, since each holds an entry at least */
    static Folders read(HeaderBytes in, PackStreams packed, HeaderBounds bounds) throws IOException {
        in.expect(FOLDERS, "blocks");
        int count = in.count("blocks");
        HeadersRefusedException.requireEntries(count, bounds.mostEntries());
        in.requireInline();
        in.hold(count, BYTES_EACH);
        Folders folders = new Folders(in, count);
        byte[] mainOuts = folders.readDescriptions(in, packed.count(), bounds.mostStreams());
        in.expect(UNPACKED_SIZES, "unpacked sizes");
        folders.readSizes(in, mainOuts);
        int id = in.id();
        if (id == DIGESTS) {
            folders.digests = Digests.read(in, count);
            id = in.id();
        }
        if (id != 0) {
            throw HeaderBytes.damaged("end of blocks expected");
        }
        return folders;
    }

    private byte[] readDescriptions(HeaderBytes in, int packedStreams, long mostOuts) throws IOException {
        byte[] mainOuts = new byte[descriptions.length];
        for (int i = 0; i < descriptions.length; i++) {
            descriptions[i] = in.position();
            Folder folder = Folder.read(in);
            mainOuts[i] = (byte) folder.mainOut();
            packStreams[i + 1] = packStreams[i] + folder.packStreams();
            outStreams[i + 1] = outStreams[i] + folder.outStreams();
            if (packStreams[i + 1] > packedStreams) {
                throw HeaderBytes.damaged("blocks have more packed streams than the archive");
            }
            HeadersRefusedException.requireEntries(outStreams[i + 1], mostOuts);
            in.require(outStreams[i + 1]);
        }
        return mainOuts;
    }

    private void readSizes(HeaderBytes in, byte[] mainOuts) throws IOException {
        in.hold(outStreams[descriptions.length], Long.BYTES);
        sizes = new long[outStreams[descriptions.length]];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = in.number();
        }
        unpacked = new long[descriptions.length];
        Arrays.setAll(unpacked, i -> sizes[outStreams[i] + mainOuts[i]]);
    }

    int count() {
        return descriptions.length;
    }

    Folder get(int folder) throws IOException {
        return Folder.read(header.from(descriptions[folder]));
    }

    /** Bytes that a folder unpacks to. */
    long unpackedBytes(int folder) {
        return unpacked[folder];
    }

    /** Bytes that come out of one of a folder's out streams. */
    long streamBytes(int folder, int outStream) {
        return sizes[outStreams[folder] + outStream];
    }

    /** Bytes that come out of all of a folder's out streams; {@link Long#MAX_VALUE} when it is more than that. */
    long decodedBytes(int folder) {
        long bytes = 0;
        for (int i = outStreams[folder]; i < outStreams[folder + 1]; i++) {
            bytes = sizes[i] > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + sizes[i];
        }
        return bytes;
    }

    /** The most bytes that come out of one of a folder's out streams. */
    long mostStreamBytes(int folder) {
        return Arrays.stream(sizes, outStreams[folder], outStreams[folder + 1])
                .max()
                .orElse(0);
    }

    /** The number of a folder's first packed stream. */
    int firstPackStream(int folder) {
        return packStreams[folder];
    }

    /** Checksums of what folders unpack to. */
    Digests digests() {
        return digests;
    }
}
