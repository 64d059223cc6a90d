/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.util.Date;
import net.sf.sevenzipjbinding.ArchiveFormat;
import net.sf.sevenzipjbinding.IInArchive;
import net.sf.sevenzipjbinding.PropID;
import net.sf.sevenzipjbinding.SevenZipException;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says about one entry.
 *
 * @param name empty when the format has no names
 * @param size in bytes, -1 when not known
 * @param modifiedMillis since the epoch, or {@link WorkerProtocol#NO_TIME}
 * @param mode of Unix, 0 when there is none
 * @param target of a link, when the headers have it
 */
record WorkerEntry(
        String name,
        int kind,
        long size,
        long modifiedMillis,
        int mode,
        @Nullable String target,
        boolean encrypted) {
    private static final int ATTRIBUTE_REPARSE_POINT = 0x400;
    private static final int ATTRIBUTE_UNIX_EXTENSION = 0x8000;
    private static final int TYPE_MASK = 0xf000;
    private static final int TYPE_FILE = 0x8000;
    private static final int TYPE_DIRECTORY = 0x4000;
    private static final int TYPE_LINK = 0xa000;

    /** Asks the engine; null for what is not an entry: streams beside a file's content, a xar's table of contents. */
    static @Nullable WorkerEntry of(IInArchive archive, int index) throws SevenZipException {
        if (flag(archive, index, PropID.IS_ALT_STREAM) || isTableOfXar(archive, index)) {
            return null;
        }
        String symbolic = text(archive.getProperty(index, PropID.SYM_LINK));
        String hard = text(archive.getProperty(index, PropID.HARD_LINK));
        int mode = mode(archive, index);
        int kind = kind(archive, index, mode, symbolic, hard);
        String name = text(archive.getProperty(index, PropID.PATH));
        return new WorkerEntry(
                name == null ? "" : name,
                kind,
                archive.getProperty(index, PropID.SIZE) instanceof Number n ? Math.max(-1, n.longValue()) : -1,
                modified(archive.getProperty(index, PropID.LAST_MODIFICATION_TIME)),
                mode,
                symbolic == null ? hard : symbolic,
                flag(archive, index, PropID.ENCRYPTED));
    }

    /** The engine lists the table of contents behind the last file, but does not unpack it. */
    private static boolean isTableOfXar(IInArchive archive, int index) throws SevenZipException {
        return archive.getArchiveFormat() == ArchiveFormat.XAR
                && index == archive.getNumberOfItems() - 1
                && "[TOC].xml".equals(archive.getProperty(index, PropID.PATH));
    }

    private static int mode(IInArchive archive, int index) throws SevenZipException {
        int mode = number(archive.getProperty(index, PropID.POSIX_ATTRIB));
        int attributes = number(archive.getProperty(index, PropID.ATTRIBUTES));
        return mode == 0 && (attributes & ATTRIBUTE_UNIX_EXTENSION) != 0 ? attributes >>> 16 : mode;
    }

    private static int kind(IInArchive archive, int index, int mode, @Nullable String symbolic, @Nullable String hard)
            throws SevenZipException {
        int attributes = number(archive.getProperty(index, PropID.ATTRIBUTES));
        int type = mode & TYPE_MASK;
        if (symbolic != null || type == TYPE_LINK || (attributes & ATTRIBUTE_REPARSE_POINT) != 0) {
            return WorkerProtocol.KIND_SYMBOLIC_LINK;
        }
        if (hard != null) {
            return WorkerProtocol.KIND_HARD_LINK;
        }
        boolean device = type != 0 && type != TYPE_FILE && type != TYPE_DIRECTORY;
        if (device || flag(archive, index, PropID.IS_ANTI)) {
            return WorkerProtocol.KIND_SPECIAL;
        }
        return flag(archive, index, PropID.IS_FOLDER) ? WorkerProtocol.KIND_DIRECTORY : WorkerProtocol.KIND_FILE;
    }

    @SuppressWarnings("JavaUtilDate") // What the binding gives.
    private static long modified(@Nullable Object value) {
        return value instanceof Date date ? date.getTime() : WorkerProtocol.NO_TIME;
    }

    private static boolean flag(IInArchive archive, int index, PropID property) throws SevenZipException {
        return Boolean.TRUE.equals(archive.getProperty(index, property));
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }
}
