/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorInputStream;
import org.apache.commons.compress.compressors.z.ZCompressorInputStream;
import org.openworkshop.storage.archive.lzma.LzmaInputStream;
import org.openworkshop.storage.archive.lzma.XzInputStream;

/**
 * Decoders of single compressed streams. All members of a concatenated file are read; other bytes behind the last one are
 * damage, but for zeros behind a gzip. Dictionaries are bounded by {@link Decoding#memoryLimitKiB}.
 */
final class StreamDecoders {
    /** 2^28: the windows of zstd are native memory, so the heap does not bound them. */
    private static final int ZSTD_MAX_WINDOW_LOG = 28;

    private static final int BUFFER_BYTES = 64 * 1024;

    private StreamDecoders() {}

    static InputStream open(ArchiveFormat format, InputStream raw) throws IOException {
        InputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
        int memory = Decoding.memoryLimitKiB();
        return switch (format) {
            case GZIP -> new GzipMembers(in);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ -> new XzInputStream(in, memory);
            case LZMA -> LzmaInputStream.ofFile(in, memory);
            case ZSTD -> zstd(in);
            case LZ4 -> new FramedLZ4CompressorInputStream(in, true);
            case COMPRESS -> new ZCompressorInputStream(in, memory);
            case SNAPPY -> new FramedSnappyCompressorInputStream(in);
            default -> throw new IllegalArgumentException("Not a compressed stream: " + format);
        };
    }

    static InputStream zstd(InputStream in) throws IOException {
        return new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_MAX_WINDOW_LOG);
    }
}
