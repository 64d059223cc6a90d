/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Names of entries: what is refused and what a name looks like in a ZIP that leaves here. A backslash is a separator, as
 * Windows tools write it; {@code .} segments and doubled separators vanish. Names that could leave the folder an archive is
 * unpacked in are refused; names that are merely odd ({@code con.txt}, a leading dash, control characters, trailing dots)
 * are kept.
 */
final class EntryName {
    /** What the length field of a ZIP can hold. */
    static final int MAX_BYTES = 65_535;

    private static final int MAX_QUOTED = 200;

    private EntryName() {}

    /**
     * The name with {@code /} between its segments and none at its ends. A folder's name may come out empty: the archive's
     * own root, as {@code tar} writes it for {@code .}.
     */
    static String normalise(String raw, boolean directory) throws ArchiveException {
        if (raw.isEmpty()) {
            throw refused(raw, "is empty");
        }
        if (raw.indexOf('\0') >= 0) {
            throw refused(raw, "contains NUL");
        }
        String name = raw.replace('\\', '/');
        if (name.startsWith("/")) {
            throw refused(raw, "is absolute");
        }
        String path = joined(raw, name);
        if (path.isEmpty() && !directory) {
            throw refused(raw, "is empty");
        }
        if (hasDrive(path)) {
            throw refused(raw, "begins with a drive letter");
        }
        if (utf8Length(raw, path) >= MAX_BYTES) {
            throw refused(raw, "is too long");
        }
        return path;
    }

    private static String joined(String raw, String name) throws ArchiveException {
        StringBuilder path = new StringBuilder(name.length());
        for (int start = 0; start <= name.length(); ) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            String segment = name.substring(start, end);
            if (segment.equals("..")) {
                throw refused(raw, "contains ..");
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                path.append(path.length() == 0 ? "" : "/").append(segment);
            }
            start = end + 1;
        }
        return path.toString();
    }

    private static boolean hasDrive(String path) {
        if (path.length() < 2 || path.charAt(1) != ':') {
            return false;
        }
        char letter = Character.toLowerCase(path.charAt(0));
        return letter >= 'a' && letter <= 'z';
    }

    /** Parts of a normalised name, the last one included; 0 for the archive's root. */
    static int depth(String path) {
        return path.isEmpty() ? 0 : 1 + (int) path.chars().filter(c -> c == '/').count();
    }

    /** Bytes of a name in UTF-8; lone surrogates, which have none, count as if they had. */
    static long utf8Bytes(String name) {
        long bytes = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            // Each half of a pair counts as two of the pair's four.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** Lone surrogates have no UTF-8: two such names would become one. */
    private static int utf8Length(String raw, String path) throws ArchiveException {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(path))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw refused(raw, "is not valid Unicode");
        }
    }

    private static ArchiveException refused(String raw, String rule) {
        return Decoding.unreadable("Entry name " + quote(raw) + " " + rule);
    }

    /** A name for a message or a log line: one line, bounded, without control characters. */
    static String quote(String name) {
        return '"' + shown(name) + '"';
    }

    /** Foreign words for a message or a log line, as {@link #quote} shows a name, without the quotes. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        int length = Math.min(text.length(), MAX_QUOTED);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return shown.append(length < text.length() ? "…" : "").toString();
    }
}
