/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import org.jspecify.annotations.Nullable;

/**
 * A container that pictures are read from, told by its first bytes. The order of the constants is the order of probing:
 * formats with a signature first, TGA, which has none, last.
 */
enum ImageFormat {
    JPEG {
        @Override
        boolean matches(Head head) {
            return head.startsWith(0xff, 0xd8, 0xff);
        }
    },
    PNG {
        @Override
        boolean matches(Head head) {
            return head.startsWith(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
        }
    },
    GIF {
        @Override
        boolean matches(Head head) {
            return head.startsWith('G', 'I', 'F', '8', '7', 'a') || head.startsWith('G', 'I', 'F', '8', '9', 'a');
        }
    },
    WEBP {
        @Override
        boolean matches(Head head) {
            return head.startsWith('R', 'I', 'F', 'F') && head.hasAt(8, 'W', 'E', 'B', 'P');
        }
    },
    TIFF {
        @Override
        boolean matches(Head head) {
            return head.startsWith('I', 'I', 42, 0) || head.startsWith('M', 'M', 0, 42);
        }
    },
    BMP {
        @Override
        boolean matches(Head head) {
            // Two letters are a weak signature: the size of the header that follows must be one that exists.
            if (!head.startsWith('B', 'M')) {
                return false;
            }
            long headerSize = head.littleEndian32(14);
            return headerSize == 12 || (headerSize >= 16 && headerSize <= 124);
        }
    },
    ICO {
        @Override
        boolean matches(Head head) {
            // The first picture must lie behind the directory and inside the file.
            long directoryEnd = IcoFile.HEADER_BYTES + (long) head.littleEndian16(4) * IcoFile.ENTRY_BYTES;
            long offset = head.littleEndian32(18);
            return head.startsWith(0, 0, 1, 0)
                    && head.littleEndian16(4) > 0
                    && offset >= directoryEnd
                    && offset < head.fileLength();
        }
    },
    PNM {
        @Override
        boolean matches(Head head) {
            int kind = head.at(1);
            int next = head.at(2);
            boolean separated = next == ' ' || next == '\n' || next == '\r' || next == '\t' || next == '#';
            return head.at(0) == 'P' && kind >= '1' && kind <= '7' && separated;
        }
    },
    TGA {
        @Override
        boolean matches(Head head) {
            return TgaHeader.isPlausible(head);
        }
    };

    abstract boolean matches(Head head);

    /** The format of a file that begins so, or null when it is none of these. */
    static @Nullable ImageFormat probe(Head head) {
        for (ImageFormat format : values()) {
            if (format.matches(head)) {
                return format;
            }
        }
        return null;
    }
}
