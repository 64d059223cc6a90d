/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each entry, property by property. Entries with content have the contents of the archive in their order.
 *
 * <pre>
 *   05 NUMBER of entries
 *      properties: NUMBER name, NUMBER bytes, and these
 *        0E BITS entries without content
 *        0F BITS for those: files (the others are folders)
 *        10 BITS for those: anti items
 *        11 00 names in UTF-16LE, each ended by a zero
 *        14 DEFINED 00 times of modification, 100 ns since 1601-01-01
 *        15 DEFINED 00 attributes, 32 bits
 *        others (times of creation and access, padding, ...) are skipped
 *   00
 * </pre>
 */
final class FilesInfo {
    private static final int WITHOUT_CONTENT = 0x0E;
    private static final int EMPTY_FILES = 0x0F;
    private static final int ANTI = 0x10;
    private static final int NAMES = 0x11;
    private static final int MODIFIED = 0x14;
    private static final int ATTRIBUTES = 0x15;

    private static final long TICKS_PER_SECOND = 10_000_000;
    private static final long SECONDS_FROM_1601_TO_1970 = 11_644_473_600L;

    private final int count;
    private BitSet withoutContent = new BitSet();
    /** Of these two, bit n is for the n-th entry without content. */
    private BitSet emptyFiles = new BitSet();

    private BitSet anti = new BitSet();
    private byte[] names = new byte[0];
    /** Where each name begins in {@link #names}, and where the last one and its zero end; empty without names. */
    private int[] nameAt = new int[0];

    private BitSet timed = new BitSet();
    private long[] times = new long[0];
    private int[] attributes = new int[0];
    /** Names of properties that came; again they would take the same memory again. */
    private final BitSet seen = new BitSet();

    private FilesInfo(int count) {
        this.count = count;
    }

    static FilesInfo none() {
        return new FilesInfo(0);
    }

    /** For what consists of nothing but one content. */
    static FilesInfo oneNameless() {
        return new FilesInfo(1);
    }

    static FilesInfo read(HeaderBytes in, int mostEntries) throws IOException {
        long count = in.number();
        HeadersRefusedException.requireEntries(count, mostEntries);
        // An entry takes a bit at least: it has no name and no content.
        in.require(count / Byte.SIZE);
        FilesInfo files = new FilesInfo((int) count);
        for (int id = in.id(); id != 0; id = in.id()) {
            files.readProperty(id, in.slice(in.count("bytes of a property")));
        }
        return files;
    }

    private void readProperty(int id, HeaderBytes in) throws IOException {
        if (id >= WITHOUT_CONTENT && id <= ATTRIBUTES) {
            if (seen.get(id)) {
                throw HeaderBytes.damaged("a property comes twice");
            }
            seen.set(id);
        }
        switch (id) {
            case WITHOUT_CONTENT -> withoutContent = in.bits(count);
            case EMPTY_FILES -> emptyFiles = contentlessBits(in);
            case ANTI -> anti = contentlessBits(in);
            case NAMES -> readNames(in);
            case MODIFIED -> {
                timed = defined(in, Long.BYTES);
                in.hold(timed.length(), Long.BYTES);
                times = new long[timed.length()];
                for (int i = timed.nextSetBit(0); i >= 0; i = timed.nextSetBit(i + 1)) {
                    times[i] = in.int64();
                }
            }
            case ATTRIBUTES -> {
                BitSet defined = defined(in, Integer.BYTES);
                in.hold(defined.length(), Integer.BYTES);
                attributes = new int[defined.length()];
                for (int i = defined.nextSetBit(0); i >= 0; i = defined.nextSetBit(i + 1)) {
                    attributes[i] = in.int32();
                }
            }
            default -> {
                // of no use here
            }
        }
    }

    private BitSet contentlessBits(HeaderBytes in) throws IOException {
        if (withoutContent.isEmpty() && in.left() > 0) {
            throw HeaderBytes.damaged("it is told of empty entries before they are named");
        }
        return in.bits(withoutContent.cardinality());
    }

    private BitSet defined(HeaderBytes in, int bytesEach) throws IOException {
        BitSet defined = in.defined(count);
        in.requireInline();
        in.require((long) bytesEach * defined.cardinality());
        return defined;
    }

    private void readNames(HeaderBytes in) throws IOException {
        in.requireInline();
        in.require(2L * count);
        names = in.bytes(in.left());
        in.hold(count, Integer.BYTES);
        nameAt = new int[count + 1];
        int at = 0;
        for (int i = 0; i < count; i++) {
            while (at + 1 < names.length && (names[at] | names[at + 1]) != 0) {
                at += 2;
            }
            at += 2;
            if (at > names.length) {
                throw HeaderBytes.damaged("a name is cut off");
            }
            nameAt[i + 1] = at;
        }
        if (at != names.length) {
            throw HeaderBytes.damaged("there are not as many names as entries");
        }
    }

    int count() {
        return count;
    }

    /** Entries that have content. */
    int withContent() {
        return count - withoutContent.cardinality();
    }

    boolean hasContent(int file) {
        return !withoutContent.get(file);
    }

    String name(int file) {
        if (nameAt.length == 0) {
            return "";
        }
        int bytes = nameAt[file + 1] - nameAt[file] - 2;
        return new String(names, nameAt[file], bytes, StandardCharsets.UTF_16LE);
    }

    /**
     * One entry.
     *
     * @param contentless how many entries without content are before it
     * @param size its unpacked bytes
     */
    SevenZipEntry entry(int file, int contentless, long size) {
        boolean empty = withoutContent.get(file);
        return new SevenZipEntry(
                name(file),
                empty && !emptyFiles.get(contentless),
                empty && anti.get(contentless),
                size,
                modified(file),
                file < attributes.length ? attributes[file] : 0);
    }

    private @Nullable Instant modified(int file) {
        if (!timed.get(file)) {
            return null;
        }
        long seconds = Math.floorDiv(times[file], TICKS_PER_SECOND) - SECONDS_FROM_1601_TO_1970;
        return Instant.ofEpochSecond(seconds, Math.floorMod(times[file], TICKS_PER_SECOND) * 100);
    }
}
