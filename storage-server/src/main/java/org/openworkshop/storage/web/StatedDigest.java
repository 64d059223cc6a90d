/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 that headers state of what they come with. Read are {@code Content-Digest} and {@code Repr-Digest} (RFC 9530), the older
 * {@code Digest} (RFC 3230), whose other algorithms are passed over, and {@code X-Checksum-Sha256} in hexadecimal. Every method returns
 * 64 lower-case hexadecimal digits, or null when none is stated, and throws an {@link ApiException} with
 * {@link ErrorCode#INVALID_DIGEST} when one is malformed or two differ. Stateless.
 */
public final class StatedDigest {
    private static final String CHECKSUM = "X-Checksum-Sha256";
    private static final String ALGORITHM = "sha-256";
    private static final int BYTES = 32;

    /** A byte sequence and parameters without meaning here (RFC 8941 sections 3.1.2 and 3.3.5). */
    private static final Pattern SEQUENCE = Pattern.compile(":([A-Za-z0-9+/=]*):(?:;.*)?");

    private StatedDigest() {}

    /** Of the message's content: not {@code X-Checksum-Sha256}, which is about a file. */
    public static @Nullable String ofContent(HttpFields headers) {
        @Nullable String stated = null;
        for (HttpField header : headers) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (header.getValue() != null) {
                stated = switch (name) {
                    case "content-digest", "repr-digest" -> same(stated, dictionary(header.getValue(), true));
                    case "digest" -> same(stated, dictionary(header.getValue(), false));
                    default -> stated;
                };
            }
        }
        return stated;
    }

    /** Of the file only. */
    public static @Nullable String ofFile(HttpFields headers) {
        @Nullable String stated = null;
        for (String value : headers.getValuesList(CHECKSUM)) {
            stated = same(stated, hex(value.trim()));
        }
        return stated;
    }

    /** Of content that is the file. */
    public static @Nullable String of(HttpFields headers) {
        return same(ofContent(headers), ofFile(headers));
    }

    /** What two headers state together. */
    public static @Nullable String same(@Nullable String one, @Nullable String other) {
        if (one != null && other != null && !one.equals(other)) {
            throw new ApiException(ErrorCode.INVALID_DIGEST);
        }
        return one == null ? other : one;
    }

    private static @Nullable String dictionary(String value, boolean structured) {
        @Nullable String stated = null;
        for (String member : value.split(",", -1)) {
            int equals = member.indexOf('=');
            String key = equals < 0 ? member : member.substring(0, equals);
            if (key.trim().equalsIgnoreCase(ALGORITHM)) {
                String text = equals < 0 ? "" : member.substring(equals + 1).trim();
                stated = same(stated, base64(structured ? sequence(text) : text));
            }
        }
        return stated;
    }

    private static String sequence(String text) {
        Matcher matcher = SEQUENCE.matcher(text);
        if (!matcher.matches()) {
            throw new ApiException(ErrorCode.INVALID_DIGEST);
        }
        return matcher.group(1);
    }

    private static String base64(String text) {
        try {
            byte[] digest = Base64.getDecoder().decode(text);
            if (digest.length == BYTES) {
                return HexFormat.of().formatHex(digest);
            }
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.INVALID_DIGEST, e);
        }
        throw new ApiException(ErrorCode.INVALID_DIGEST);
    }

    private static String hex(String text) {
        if (!text.matches("[0-9a-fA-F]{64}")) {
            throw new ApiException(ErrorCode.INVALID_DIGEST);
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
