/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;

/**
 * Tells what a file is by its content; its name is never asked. A file with the signature of an archive is that archive,
 * also when the rest is damaged; what has no signature is {@link ArchiveFormat#PLAIN}. A self-extracting program is the
 * archive it carries.
 */
final class Probe {
    private static final int DISC_MAGIC_AT = 32_769;
    private static final int DISC_HEAD_BYTES = DISC_MAGIC_AT + 5;
    private static final int STUB_BYTES = 2 * 1024 * 1024;

    private Probe() {}

    /**
     * What was found.
     *
     * @param offset where the archive begins, other than 0 behind a program
     * @param engineFormats for {@link ArchiveFormat#NATIVE}, what it may be; else empty
     */
    record Finding(ArchiveFormat format, long offset, List<NativeFormat> engineFormats) {
        Finding(ArchiveFormat format, long offset) {
            this(format, offset, List.of());
        }
    }

    static Finding probe(SourceFile source) throws ArchiveException, IOException {
        ByteBuffer head = source.bytes(0, (int) Math.min(source.size(), DISC_HEAD_BYTES));
        ArchiveFormat format = byHead(head);
        if (format != ArchiveFormat.PLAIN) {
            return new Finding(format, 0);
        }
        List<NativeFormat> engineFormats = engineFormats(head);
        if (!engineFormats.isEmpty()) {
            return new Finding(ArchiveFormat.NATIVE, 0, engineFormats);
        }
        if (ZipTail.endsWithZip(source)) {
            return new Finding(ArchiveFormat.ZIP, 0);
        }
        return isProgram(head) ? carried(source) : new Finding(ArchiveFormat.PLAIN, 0);
    }

    /** What a file is that can be read from its start to its end while it arrives, as far as its head tells; else plain. */
    static ArchiveFormat probeHead(ByteBuffer head) {
        ArchiveFormat format = byHead(head);
        return format.family() == ArchiveFormat.Family.COMPRESSED || format == streamFormat(head)
                ? format
                : ArchiveFormat.PLAIN;
    }

    private static ArchiveFormat byHead(ByteBuffer head) {
        if (isZip(head)) {
            return ArchiveFormat.ZIP;
        } else if (isSevenZip(head, 0)) {
            return ArchiveFormat.SEVEN_ZIP;
        } else if (isRar(head, 0)) {
            return ArchiveFormat.RAR;
        }
        ArchiveFormat compressed = compressed(head);
        if (compressed != ArchiveFormat.PLAIN) {
            return compressed;
        }
        return streamFormat(head);
    }

    /** An archive whose entries follow one another, which is what a compressed file may hold; else plain. */
    static ArchiveFormat streamFormat(ByteBuffer head) {
        if (Magic.isTar(head)) {
            return ArchiveFormat.TAR;
        } else if (Magic.isAr(head)) {
            return ArchiveFormat.AR;
        }
        return Magic.isCpio(head) ? ArchiveFormat.CPIO : ArchiveFormat.PLAIN;
    }

    private static boolean isZip(ByteBuffer head) {
        return Magic.bytes(head, 0, 'P', 'K', 3, 4)
                || Magic.bytes(head, 0, 'P', 'K', 5, 6)
                || Magic.bytes(head, 0, 'P', 'K', 6, 6)
                || Magic.bytes(head, 0, 'P', 'K', 6, 8)
                || Magic.bytes(head, 0, 'P', 'K', 7, 8, 'P', 'K')
                || Magic.bytes(head, 0, 'P', 'K', '0', '0', 'P', 'K');
    }

    private static boolean isSevenZip(ByteBuffer head, int at) {
        return Magic.bytes(head, at, '7', 'z', 0xBC, 0xAF, 0x27, 0x1C);
    }

    private static boolean isRar(ByteBuffer head, int at) {
        return Magic.bytes(head, at, 'R', 'a', 'r', '!', 0x1A, 7, 0)
                || Magic.bytes(head, at, 'R', 'a', 'r', '!', 0x1A, 7, 1, 0);
    }

    private static ArchiveFormat compressed(ByteBuffer head) {
        if (Magic.bytes(head, 0, 0x1F, 0x8B, 8)) {
            return ArchiveFormat.GZIP;
        } else if (isBzip2(head)) {
            return ArchiveFormat.BZIP2;
        } else if (Magic.bytes(head, 0, 0xFD, '7', 'z', 'X', 'Z', 0)) {
            return ArchiveFormat.XZ;
        } else if (Magic.bytes(head, 0, 0x28, 0xB5, 0x2F, 0xFD)) {
            return ArchiveFormat.ZSTD;
        } else if (Magic.bytes(head, 0, 0x04, 0x22, 0x4D, 0x18)) {
            return ArchiveFormat.LZ4;
        } else if (Magic.bytes(head, 0, 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y')) {
            return ArchiveFormat.SNAPPY;
        } else if (isCompress(head)) {
            return ArchiveFormat.COMPRESS;
        } else if (isSkippableFrame(head)) {
            return afterSkippableFrame(head);
        }
        return isLzma(head) ? ArchiveFormat.LZMA : ArchiveFormat.PLAIN;
    }

    private static boolean isBzip2(ByteBuffer head) {
        return Magic.text(head, 0, "BZh")
                && head.limit() > 3
                && head.get(3) >= '1'
                && head.get(3) <= '9'
                && (head.limit() < 10
                        || Magic.bytes(head, 4, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59)
                        || Magic.bytes(head, 4, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90));
    }

    /** compress: code width 9 to 16 bits, two reserved bits clear. */
    private static boolean isCompress(ByteBuffer head) {
        return Magic.bytes(head, 0, 0x1F, 0x9D)
                && head.limit() > 2
                && (head.get(2) & 0x60) == 0
                && (head.get(2) & 0x1F) >= 9
                && (head.get(2) & 0x1F) <= 16;
    }

    /** zstd and LZ4 share frames that decoders skip; which one it is shows behind it. */
    private static boolean isSkippableFrame(ByteBuffer head) {
        return head.limit() >= 12 && (head.getInt(0) & 0xFFFF_FFF0) == 0x184D2A50;
    }

    private static ArchiveFormat afterSkippableFrame(ByteBuffer head) {
        long next = 8 + (head.getInt(4) & 0xFFFF_FFFFL);
        if (next > head.limit() - 4) {
            return ArchiveFormat.PLAIN;
        } else if (Magic.bytes(head, (int) next, 0x28, 0xB5, 0x2F, 0xFD)) {
            return ArchiveFormat.ZSTD;
        }
        return Magic.bytes(head, (int) next, 0x04, 0x22, 0x4D, 0x18) ? ArchiveFormat.LZ4 : ArchiveFormat.PLAIN;
    }

    /**
     * The .lzma header has no signature: properties, dictionary of 2^n or 2^n + 2^(n-1), size unknown or below 256 GiB, and
     * a range coder that begins with a zero byte, as the reference decoder demands.
     */
    private static boolean isLzma(ByteBuffer head) {
        if (head.limit() < 18 || (head.get(0) & 0xFF) >= 9 * 5 * 5 || head.get(13) != 0) {
            return false;
        }
        long dictionary = head.getInt(1) & 0xFFFF_FFFFL;
        long size = head.getLong(5);
        long low = Long.lowestOneBit(dictionary);
        boolean usual = dictionary == low || dictionary == low + 2 * low || dictionary == 0xFFFF_FFFFL;
        return dictionary >= 4096 && usual && (size == -1 || (size >= 0 && size < 1L << 38));
    }

    private static List<NativeFormat> engineFormats(ByteBuffer head) {
        if (Magic.bytes(head, 0, 'M', 'S', 'C', 'F', 0, 0, 0, 0)) {
            return List.of(NativeFormat.CAB);
        } else if (Magic.bytes(head, 0, 'M', 'S', 'W', 'I', 'M', 0, 0, 0)) {
            return List.of(NativeFormat.WIM);
        } else if (Magic.bytes(head, 0, 'x', 'a', 'r', '!', 0)) {
            return List.of(NativeFormat.XAR);
        } else if (Magic.bytes(head, 0, 'I', 'T', 'S', 'F', 3, 0, 0, 0)) {
            return List.of(NativeFormat.CHM);
        } else if (Magic.bytes(head, 0, 0xED, 0xAB, 0xEE, 0xDB)) {
            return List.of(NativeFormat.RPM);
        } else if (isArj(head)) {
            return List.of(NativeFormat.ARJ);
        } else if (isLzh(head)) {
            return List.of(NativeFormat.LZH);
        }
        boolean disc = Magic.text(head, DISC_MAGIC_AT, "CD001") || Magic.text(head, DISC_MAGIC_AT, "BEA01");
        return disc ? List.of(NativeFormat.UDF, NativeFormat.ISO) : List.of();
    }

    private static boolean isArj(ByteBuffer head) {
        return Magic.bytes(head, 0, 0x60, 0xEA) && head.limit() > 12 && head.getShort(2) <= 2600 && head.get(10) == 2;
    }

    private static boolean isLzh(ByteBuffer head) {
        return Magic.text(head, 2, "-lh") && head.limit() > 20 && head.get(6) == '-' && head.get(20) <= 3;
    }

    private static boolean isProgram(ByteBuffer head) {
        return Magic.text(head, 0, "MZ") || Magic.bytes(head, 0, 0x7F, 'E', 'L', 'F');
    }

    /** A program that merely knows the signatures is told from one that carries an archive by the headers behind them. */
    private static Finding carried(SourceFile source) throws IOException {
        ByteBuffer stub = source.bytes(0, (int) Math.min(source.size(), STUB_BYTES));
        for (int at = 0; at < stub.limit() - 32; at++) {
            if (stub.get(at) == '7' && isSevenZip(stub, at) && isSevenZipHeader(stub, at)) {
                return new Finding(ArchiveFormat.SEVEN_ZIP, at);
            } else if (stub.get(at) == 'R' && isRar(stub, at) && isRarHeader(stub, at)) {
                return new Finding(ArchiveFormat.RAR, at);
            }
        }
        return new Finding(ArchiveFormat.PLAIN, 0);
    }

    /** Whether the checksum of a .7z's 32-byte start header is right. */
    private static boolean isSevenZipHeader(ByteBuffer stub, int at) {
        CRC32 crc = new CRC32();
        crc.update(stub.slice(at + 12, 20));
        return crc.getValue() == (stub.getInt(at + 8) & 0xFFFF_FFFFL);
    }

    /** RAR 4: the main header follows; RAR 5: a header of type 1 or 4 (encryption) follows a checksum and a short size. */
    private static boolean isRarHeader(ByteBuffer stub, int at) {
        return stub.get(at + 6) == 0 ? stub.get(at + 9) == 0x73 : stub.get(at + 13) == 1 || stub.get(at + 13) == 4;
    }
}
