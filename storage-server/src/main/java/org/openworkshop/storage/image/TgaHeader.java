/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

/**
 * The 18-byte header of a TGA file, which has no signature. Every field is checked against what the format allows
 * (Truevision TGA File Format Specification 2.0), so that no other binary file is taken for a picture.
 */
final class TgaHeader {
    private static final int SIZE = 18;
    private static final int COLOR_MAPPED = 1;
    private static final int TRUE_COLOR = 2;
    private static final int GREY = 3;
    private static final int RUN_LENGTH = 8;

    private TgaHeader() {}

    static boolean isPlausible(Head head) {
        int colorMapType = head.at(1);
        int imageType = head.at(2);
        int kind = imageType & ~RUN_LENGTH;
        int bitsPerPixel = head.at(16);
        int descriptor = head.at(17);
        return head.fileLength() > SIZE
                && (colorMapType == 0 || colorMapType == 1)
                && kind >= COLOR_MAPPED
                && kind <= GREY
                && (imageType & ~(RUN_LENGTH | 3)) == 0
                && hasPlausibleColorMap(head, colorMapType, kind)
                && head.littleEndian16(12) > 0
                && head.littleEndian16(14) > 0
                && hasPlausibleDepth(kind, bitsPerPixel, descriptor & 0x0f)
                && (descriptor & 0xc0) == 0
                && isLongEnough(head, imageType, bitsPerPixel);
    }

    private static boolean hasPlausibleColorMap(Head head, int colorMapType, int kind) {
        int length = head.littleEndian16(5);
        int bitsPerEntry = head.at(7);
        if (colorMapType == 0) {
            return kind != COLOR_MAPPED && length == 0;
        }
        boolean knownEntry = bitsPerEntry == 15 || bitsPerEntry == 16 || bitsPerEntry == 24 || bitsPerEntry == 32;
        return length > 0 && knownEntry;
    }

    private static boolean hasPlausibleDepth(int kind, int bitsPerPixel, int alphaBits) {
        return switch (kind) {
            case COLOR_MAPPED -> bitsPerPixel == 8 && alphaBits == 0;
            case GREY -> (bitsPerPixel == 8 && alphaBits == 0) || (bitsPerPixel == 16 && alphaBits == 8);
            case TRUE_COLOR ->
                switch (bitsPerPixel) {
                    case 15, 16 -> alphaBits <= 1;
                    case 24 -> alphaBits == 0;
                    case 32 -> alphaBits == 0 || alphaBits == 8;
                    default -> false;
                };
            default -> false;
        };
    }

    /** Uncompressed data must be there whole; of run-length data at least a packet for every 128 pixels. */
    private static boolean isLongEnough(Head head, int imageType, int bitsPerPixel) {
        int bytesPerPixel = (bitsPerPixel + 7) / 8;
        long pixels = (long) head.littleEndian16(12) * head.littleEndian16(14);
        long colorMap = head.at(1) == 0 ? 0 : (long) head.littleEndian16(5) * ((head.at(7) + 7) / 8);
        long data = (imageType & RUN_LENGTH) == 0 ? pixels * bytesPerPixel : (pixels + 127) / 128 * (1 + bytesPerPixel);
        return head.fileLength() >= SIZE + head.at(0) + colorMap + data;
    }
}
