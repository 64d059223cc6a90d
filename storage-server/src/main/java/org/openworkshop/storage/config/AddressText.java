/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises addresses and host names by their text alone; never asks a name server. */
final class AddressText {
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final Pattern NAME = Pattern.compile(
            "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

    private AddressText() {}

    /** Dotted quad without leading zeros (RFC 6943, section 3.1.1, on why the loose forms are a trap). */
    static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    /** An IPv6 address without brackets and zone (RFC 4291, section 2.2). */
    static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** How many 16-bit groups the text holds, or -1 when it holds anything else; a dotted quad at the end counts two. */
    private static int groups(String text, boolean quadAllowed) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (quadAllowed && i == parts.length - 1 && isIpv4(parts[i])) {
                count += 2;
            } else if (GROUP.matcher(parts[i]).matches()) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }

    /** A DNS name (RFC 1123), underscores allowed since container networks use them; no trailing dot. */
    static boolean isName(String text) {
        return text.length() <= 253
                && NAME.matcher(text).matches()
                && !DIGITS_AND_DOTS.matcher(text).matches();
    }

    /** The port that the digits say, or null when they say none within 1 to 65535. */
    static @Nullable Integer port(String digits) {
        if (!digits.matches("[0-9]{1,5}")) {
            return null;
        }
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65535 ? port : null;
    }
}
