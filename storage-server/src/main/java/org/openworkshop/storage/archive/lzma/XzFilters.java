/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.tukaani.xz.ARM64Options;
import org.tukaani.xz.ARMOptions;
import org.tukaani.xz.ARMThumbOptions;
import org.tukaani.xz.DeltaOptions;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.IA64Options;
import org.tukaani.xz.PowerPCOptions;
import org.tukaani.xz.RISCVOptions;
import org.tukaani.xz.SPARCOptions;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.X86Options;

/** The filters of .xz files ("The .xz File Format" 1.2.1, section 5.3). All but LZMA2 are those of XZ for Java. */
final class XzFilters {
    private static final long LZMA2 = 0x21;
    private static final int MOST_DICTIONARY_BITS = 40;

    private XzFilters() {}

    /**
     * Undoes one filter.
     *
     * @param properties of the filter, all that remains in the buffer
     * @param last whether no other filter follows, which LZMA2 is for
     */
    static InputStream open(InputStream in, long id, ByteBuffer properties, boolean last, int memoryLimitKiB)
            throws IOException {
        if (last != (id == LZMA2)) {
            throw new UnsupportedOptionsException("XZ filters are in an order that is not supported");
        }
        return last
                ? lzma2(in, properties, memoryLimitKiB)
                : options(id, properties).getInputStream(in);
    }

    private static InputStream lzma2(InputStream in, ByteBuffer properties, int memoryLimitKiB) throws IOException {
        int bits = properties.remaining() == 1 ? properties.get() & 0xFF : MOST_DICTIONARY_BITS + 1;
        if (bits > MOST_DICTIONARY_BITS) {
            throw unsupported(LZMA2);
        }
        int dictionary = bits == MOST_DICTIONARY_BITS ? -1 : (2 | (bits & 1)) << (bits / 2 + 11);
        LzmaInputStream.requireMemory(Lzma2InputStream.memoryKiB(dictionary), memoryLimitKiB);
        return new Lzma2InputStream(in, dictionary);
    }

    private static FilterOptions options(long id, ByteBuffer properties) throws UnsupportedOptionsException {
        if (id == 0x03) {
            if (properties.remaining() != 1) {
                throw unsupported(id);
            }
            return new DeltaOptions((properties.get() & 0xFF) + 1);
        }
        int offset = 0;
        if (properties.remaining() == Integer.BYTES) {
            offset = properties.getInt();
        } else if (properties.hasRemaining()) {
            throw unsupported(id);
        }
        return switch ((int) Math.min(id, Integer.MAX_VALUE)) {
            case 0x04 -> from(offset, new X86Options(), X86Options::setStartOffset);
            case 0x05 -> from(offset, new PowerPCOptions(), PowerPCOptions::setStartOffset);
            case 0x06 -> from(offset, new IA64Options(), IA64Options::setStartOffset);
            case 0x07 -> from(offset, new ARMOptions(), ARMOptions::setStartOffset);
            case 0x08 -> from(offset, new ARMThumbOptions(), ARMThumbOptions::setStartOffset);
            case 0x09 -> from(offset, new SPARCOptions(), SPARCOptions::setStartOffset);
            case 0x0A -> from(offset, new ARM64Options(), ARM64Options::setStartOffset);
            case 0x0B -> from(offset, new RISCVOptions(), RISCVOptions::setStartOffset);
            default -> throw unsupported(id);
        };
    }

    /** The options of all filters for programs have this, but no type in common that has it. */
    private interface StartOffset<T> {
        void set(T options, int offset) throws UnsupportedOptionsException;
    }

    private static <T extends FilterOptions> T from(int offset, T options, StartOffset<T> setting)
            throws UnsupportedOptionsException {
        setting.set(options, offset);
        return options;
    }

    private static UnsupportedOptionsException unsupported(long id) {
        return new UnsupportedOptionsException("XZ filter " + Long.toHexString(id) + " is not supported as it is used");
    }
}
