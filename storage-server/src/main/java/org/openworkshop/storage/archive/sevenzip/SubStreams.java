/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.util.Arrays;

/**
 * What lies one behind the other in each unpacked folder: the contents of entries.
 *
 * <pre>
 *   08 0D NUMBER of streams in each folder (optional, else 1)
 *      09 NUMBER size of each stream but a folder's last, which has the rest
 *      0A DIGESTS of all streams, but for those that are a folder's only one and that the folder has a checksum of
 *   00
 * </pre>
 */
final class SubStreams {
    static final int ID = 0x08;
    private static final int COUNTS = 0x0D;
    private static final int SIZES = 0x09;
    private static final int DIGESTS = 0x0A;

    /** The number of each folder's first stream; one more than folders. */
    private final int[] firsts;

    private final long[] sizes;
    private final Digests digests;

    private SubStreams(int[] firsts) {
        this.firsts = firsts;
        int streams = firsts[firsts.length - 1];
        this.sizes = new long[streams];
        this.digests = Digests.ofStreams(streams);
    }

    /** One in each folder. */
    static SubStreams oneEach(Folders folders) {
        int[] firsts = new int[folders.count() + 1];
        Arrays.setAll(firsts, i -> i);
        SubStreams streams = new SubStreams(firsts);
        for (int i = 0; i < folders.count(); i++) {
            streams.sizes[i] = folders.unpackedBytes(i);
            streams.copyDigest(folders, i);
        }
        return streams;
    }

    /** Asks for the memory of so many. */
    static void hold(HeaderBytes in, int folders, int streams) throws IOException {
        in.hold(folders, Integer.BYTES);
        in.hold(streams, Long.BYTES + Integer.BYTES + 1);
    }

    static SubStreams read(HeaderBytes in, Folders folders, int mostEntries) throws IOException {
        int[] firsts = new int[folders.count() + 1];
        int id = in.id();
        boolean counted = id == COUNTS;
        for (int i = 0; i < folders.count(); i++) {
            long next = firsts[i] + Math.min(counted ? in.number() : 1, Integer.MAX_VALUE);
            HeadersRefusedException.requireEntries(next, mostEntries);
            firsts[i + 1] = (int) next;
        }
        in.require((long) firsts[folders.count()] - folders.count());
        hold(in, folders.count(), firsts[folders.count()]);
        SubStreams streams = new SubStreams(firsts);
        id = counted ? in.id() : id;
        boolean sized = id == SIZES;
        streams.readSizes(in, folders, sized);
        id = sized ? in.id() : id;
        if (id == DIGESTS) {
            streams.readDigests(in, folders);
            id = in.id();
        } else {
            streams.copyDigests(folders);
        }
        if (id != 0) {
            throw HeaderBytes.damaged("end of contents expected");
        }
        return streams;
    }

    private void readSizes(HeaderBytes in, Folders folders, boolean sized) throws IOException {
        for (int folder = 0; folder < folders.count(); folder++) {
            int last = firsts[folder + 1] - 1;
            long rest = folders.unpackedBytes(folder);
            for (int i = firsts[folder]; i < last; i++) {
                if (!sized) {
                    throw HeaderBytes.damaged("contents without sizes");
                }
                sizes[i] = in.number();
                rest -= sizes[i];
                if (rest < 0) {
                    throw HeaderBytes.damaged("contents are bigger than their block");
                }
            }
            if (last >= firsts[folder]) {
                sizes[last] = rest;
            }
        }
    }

    private void readDigests(HeaderBytes in, Folders folders) throws IOException {
        int known = 0;
        for (int folder = 0; folder < folders.count(); folder++) {
            known += isFoldersOwn(folders, folder) ? 1 : 0;
        }
        Digests read = Digests.read(in, sizes.length - known);
        int next = 0;
        for (int folder = 0; folder < folders.count(); folder++) {
            if (isFoldersOwn(folders, folder)) {
                copyDigest(folders, folder);
                continue;
            }
            for (int i = firsts[folder]; i < firsts[folder + 1]; i++, next++) {
                if (read.has(next)) {
                    digests.set(i, read.of(next));
                }
            }
        }
    }

    private void copyDigests(Folders folders) {
        for (int folder = 0; folder < folders.count(); folder++) {
            if (isFoldersOwn(folders, folder)) {
                copyDigest(folders, folder);
            }
        }
    }

    private boolean isFoldersOwn(Folders folders, int folder) {
        return in(folder) == 1 && folders.digests().has(folder);
    }

    private void copyDigest(Folders folders, int folder) {
        if (folders.digests().has(folder)) {
            digests.set(firsts[folder], folders.digests().of(folder));
        }
    }

    /** All of them. */
    int count() {
        return sizes.length;
    }

    /** How many a folder holds. */
    int in(int folder) {
        return firsts[folder + 1] - firsts[folder];
    }

    /** The number of the first that a folder holds, or would hold. */
    int first(int folder) {
        return firsts[folder];
    }

    /** Unpacked bytes of one. */
    long size(int stream) {
        return sizes[stream];
    }

    Digests digests() {
        return digests;
    }
}
