/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.ARM64Options;
import org.tukaani.xz.ARMOptions;
import org.tukaani.xz.ARMThumbOptions;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.IA64Options;
import org.tukaani.xz.PowerPCOptions;
import org.tukaani.xz.RISCVOptions;
import org.tukaani.xz.SPARCOptions;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.X86Options;

/** The methods that are known here, by their ids in Methods.txt of the LZMA SDK. */
enum CoderMethod {
    COPY,
    LZMA,
    LZMA2,
    DEFLATE,
    DEFLATE64,
    BZIP2,
    DELTA,
    X86,
    POWERPC,
    IA64,
    ARM,
    ARM_THUMB,
    SPARC,
    ARM64,
    RISCV,
    /** Known only to be refused. */
    AES;

    /** Null for one that is not known. */
    static @Nullable CoderMethod of(long id) {
        return switch ((int) Math.max(Math.min(id, Integer.MAX_VALUE), -1)) {
            case 0x00 -> COPY;
            case 0x03 -> DELTA;
            case 0x04, 0x03030103 -> X86;
            case 0x05, 0x03030205 -> POWERPC;
            case 0x06, 0x03030401 -> IA64;
            case 0x07, 0x03030501 -> ARM;
            case 0x08, 0x03030701 -> ARM_THUMB;
            case 0x09, 0x03030805 -> SPARC;
            case 0x0A -> ARM64;
            case 0x0B -> RISCV;
            case 0x21 -> LZMA2;
            case 0x030101 -> LZMA;
            case 0x040108 -> DEFLATE;
            case 0x040109 -> DEFLATE64;
            case 0x040202 -> BZIP2;
            case 0x06F10701 -> AES;
            default -> null;
        };
    }

    /**
     * The filter of a processor's jumps, whose position counts from a start.
     *
     * @throws IOException when it is no such filter, or none starts there
     */
    FilterOptions branchFilter(int start) throws IOException {
        return switch (this) {
            case X86 -> from(start, new X86Options(), X86Options::setStartOffset);
            case POWERPC -> from(start, new PowerPCOptions(), PowerPCOptions::setStartOffset);
            case IA64 -> from(start, new IA64Options(), IA64Options::setStartOffset);
            case ARM -> from(start, new ARMOptions(), ARMOptions::setStartOffset);
            case ARM_THUMB -> from(start, new ARMThumbOptions(), ARMThumbOptions::setStartOffset);
            case SPARC -> from(start, new SPARCOptions(), SPARCOptions::setStartOffset);
            case ARM64 -> from(start, new ARM64Options(), ARM64Options::setStartOffset);
            case RISCV -> from(start, new RISCVOptions(), RISCVOptions::setStartOffset);
            default -> throw new UnsupportedOptionsException("not a branch filter: " + this);
        };
    }

    /** The options of all branch filters have this, but no type in common that has it. */
    private interface StartOffset<T> {
        void set(T options, int start) throws UnsupportedOptionsException;
    }

    private static <T extends FilterOptions> T from(int start, T options, StartOffset<T> setting)
            throws UnsupportedOptionsException {
        setting.set(options, start);
        return options;
    }
}
