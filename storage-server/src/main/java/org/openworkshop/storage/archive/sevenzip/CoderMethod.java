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
            case X86 -> {
                X86Options options = new X86Options();
                options.setStartOffset(start);
                yield options;
            }
            case POWERPC -> {
                PowerPCOptions options = new PowerPCOptions();
                options.setStartOffset(start);
                yield options;
            }
            case IA64 -> {
                IA64Options options = new IA64Options();
                options.setStartOffset(start);
                yield options;
            }
            case ARM -> {
                ARMOptions options = new ARMOptions();
                options.setStartOffset(start);
                yield options;
            }
            case ARM_THUMB -> {
                ARMThumbOptions options = new ARMThumbOptions();
                options.setStartOffset(start);
                yield options;
            }
            case SPARC -> {
                SPARCOptions options = new SPARCOptions();
                options.setStartOffset(start);
                yield options;
            }
            case ARM64 -> {
                ARM64Options options = new ARM64Options();
                options.setStartOffset(start);
                yield options;
            }
            case RISCV -> {
                RISCVOptions options = new RISCVOptions();
                options.setStartOffset(start);
                yield options;
            }
            default -> throw new UnsupportedOptionsException("not a branch filter: " + this);
        };
    }
}
