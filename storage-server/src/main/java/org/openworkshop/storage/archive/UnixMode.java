/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import org.jspecify.annotations.Nullable;

/** A Unix mode, as several formats carry it: the file's type and who may do what. */
final class UnixMode {
    /** The bit that lets a file's owner execute it. */
    static final int OWNER_EXECUTES = 0100;

    private UnixMode() {}

    /** What the type bits say, null when they say nothing known. */
    static EntryHeader.@Nullable Kind kind(int mode) {
        return switch (mode & 0xF000) {
            case 0x8000 -> EntryHeader.Kind.FILE;
            case 0x4000 -> EntryHeader.Kind.DIRECTORY;
            case 0xA000 -> EntryHeader.Kind.SYMBOLIC_LINK;
            case 0x1000, 0x2000, 0x6000, 0xC000 -> EntryHeader.Kind.SPECIAL;
            default -> null;
        };
    }

    static boolean isPipe(int mode) {
        return (mode & 0xF000) == 0x1000;
    }
}
