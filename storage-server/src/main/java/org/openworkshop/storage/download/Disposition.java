/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.Optional;

/**
 * Writes {@code Content-Disposition} (RFC 6266). A name with other characters than ASCII's is sent twice: as {@code filename},
 * reduced to ASCII, for old clients, and as {@code filename*} (RFC 8187), which takes precedence.
 */
final class Disposition {
    /** RFC 8187's {@code attr-char} beside letters and digits, without those that old clients stumble over. */
    private static final String PLAIN = "-._~";

    private Disposition() {}

    /**
     * The value; absent when the browser may show the file under the name in its address.
     *
     * @param storedName the stored file's name
     * @param saveName what the caller wants to save it as, without extension
     * @param attachment whether a browser must save the file
     */
    static Optional<String> of(String storedName, Optional<String> saveName, boolean attachment) {
        if (saveName.isPresent()) {
            String plain = saveName.get() + MediaType.extensionOf(storedName);
            String full = saveName.get() + MediaType.fullExtensionOf(storedName);
            return Optional.of("attachment; filename=\"" + plain + '"' + (isAscii(full) ? "" : extended(full)));
        }
        if (!attachment) {
            return Optional.empty();
        }
        return Optional.of(
                isAscii(storedName)
                        ? "attachment"
                        : "attachment; filename=\"" + reduced(storedName) + '"' + extended(storedName));
    }

    private static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    /** One underscore for every character that is not safe between quotes everywhere. */
    private static String reduced(String name) {
        return name.codePoints()
                .map(c -> isPlain(c) || c == ' ' ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String extended(String name) {
        StringBuilder text = new StringBuilder("; filename*=UTF-8''");
        // Invisible characters, such as those that turn the direction of writing, only serve to deceive.
        String shown = name.codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT && !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.append(PercentEncoder.encode(shown, PLAIN)).toString();
    }

    private static boolean isPlain(int c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
    }
}
