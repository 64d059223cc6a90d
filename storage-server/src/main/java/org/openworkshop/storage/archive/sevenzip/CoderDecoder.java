/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.lzma.Lzma2InputStream;
import org.openworkshop.storage.archive.lzma.LzmaInputStream;
import org.tukaani.xz.DeltaOptions;
import org.tukaani.xz.FilterOptions;

/** Builds the decoder of one coder. */
final class CoderDecoder {
    private static final int LZMA_PROPERTIES = 5;
    private static final int MOST_LC_LP_PB = (4 * 5 + 4) * 9 + 8;
    private static final int MOST_LZMA2_PROPERTY = 40;
    private static final long MOST_DICTIONARY = 0xFFFF_FFFFL;

    /** A decoder's array has some room more than the dictionary, and an array cannot be that long by a little. */
    private static final int MOST_ARRAY = Integer.MAX_VALUE - 64;

    /** The window of Inflate in native memory, and a buffer. */
    private static final long INFLATE_KIB = 64;
    /** The window, and two trees in arrays of 2^16 numbers. */
    private static final long DEFLATE64_KIB = 640;
    /** Five bytes for each of the 900,000 that a block may have, and tables. */
    private static final long BZIP2_KIB = 5 * 1024;

    private static final int INFLATE_BUFFER = 16 * 1024;

    private CoderDecoder() {}

    /** Whether the coder's method is known and its properties make sense. */
    static boolean isSupported(Coder coder) {
        CoderMethod method = CoderMethod.of(coder.method());
        if (method == null || !coder.isSimple()) {
            return false;
        }
        return switch (method) {
            case AES -> false;
            case COPY, DEFLATE, DEFLATE64, BZIP2 -> true;
            case LZMA -> coder.propertyBytes() >= LZMA_PROPERTIES && coder.property(0) <= MOST_LC_LP_PB;
            case LZMA2 -> coder.propertyBytes() > 0 && coder.property(0) <= MOST_LZMA2_PROPERTY;
            default -> filter(method, coder) != null;
        };
    }

    static boolean isEncryption(Coder coder) {
        return CoderMethod.of(coder.method()) == CoderMethod.AES;
    }

    /** About how much memory a coder that {@link #isSupported} asks for, in KiB; 0 for a few. */
    static long memoryKiB(Coder coder) {
        CoderMethod method = CoderMethod.of(coder.method());
        if (method == null) {
            return 0;
        }
        return switch (method) {
            case LZMA -> LzmaInputStream.memoryKiB(coder.property(0), (int) coder.property32(1));
            case LZMA2 -> Lzma2InputStream.memoryKiB((int) lzma2Dictionary(coder));
            case DEFLATE -> INFLATE_KIB;
            case DEFLATE64 -> DEFLATE64_KIB;
            case BZIP2 -> BZIP2_KIB;
            default -> 0;
        };
    }

    /**
     * Opens the decoder of a coder that {@link #isSupported}. It need not stop where the coder's output ends.
     *
     * @param in what the coder is fed; closed with the decoder
     * @param size bytes that it unpacks to
     */
    static InputStream open(Coder coder, InputStream in, long size) throws IOException {
        CoderMethod method = CoderMethod.of(coder.method());
        if (method == null) {
            throw new IOException("unknown method");
        }
        return switch (method) {
            case COPY -> in;
            case LZMA -> new LzmaInputStream(in, size, coder.property(0), useful(coder.property32(1), size));
            case LZMA2 -> new Lzma2InputStream(in, Math.max(1, useful(lzma2Dictionary(coder), size)));
            case DEFLATE -> new Inflate(in);
            case DEFLATE64 -> new Deflate64CompressorInputStream(in);
            case BZIP2 -> new BZip2CompressorInputStream(in);
            default -> {
                FilterOptions filter = filter(method, coder);
                if (filter == null) {
                    throw new IOException("unknown properties of " + method);
                }
                yield filter.getInputStream(in);
            }
        };
    }

    /** No match reaches back before the first byte, so a dictionary bigger than the data is room for nothing. */
    private static int useful(long dictionary, long size) throws IOException {
        long bytes = Math.min(dictionary, size);
        if (bytes > MOST_ARRAY) {
            throw new IOException("dictionary is too big");
        }
        return (int) bytes;
    }

    private static long lzma2Dictionary(Coder coder) {
        int property = coder.property(0);
        return property == MOST_LZMA2_PROPERTY ? MOST_DICTIONARY : (2L | (property & 1)) << (property / 2 + 11);
    }

    private static @Nullable FilterOptions filter(CoderMethod method, Coder coder) {
        try {
            if (method == CoderMethod.DELTA) {
                return coder.propertyBytes() == 1 ? new DeltaOptions(coder.property(0) + 1) : null;
            }
            return switch (coder.propertyBytes()) {
                case 0 -> method.branchFilter(0);
                case Integer.BYTES -> method.branchFilter((int) coder.property32(0));
                default -> null;
            };
        } catch (IOException e) {
            // It says that no filter is made of these properties.
            return null;
        }
    }

    /** Deflate without a header. */
    private static final class Inflate extends InflaterInputStream {
        Inflate(InputStream in) {
            super(in, new Inflater(true), INFLATE_BUFFER);
        }

        @Override
        public void close() throws IOException {
            inf.end();
            super.close();
        }
    }
}
