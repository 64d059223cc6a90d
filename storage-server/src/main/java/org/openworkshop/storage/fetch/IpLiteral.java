/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** The textual form of an IP address: dotted IPv4, or IPv6 without brackets and zone. Never asks a name server. */
final class IpLiteral {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private IpLiteral() {}

    /** Whether the text has the characters of an IPv6 literal; {@link #parse} tells whether it is one. */
    static boolean looksLikeIpv6(String text) {
        return IPV6.matcher(text).matches();
    }

    /**
     * The address a literal stands for.
     *
     * @throws IllegalArgumentException if the text is no literal
     */
    static InetAddress parse(String text) {
        boolean ipv6 = looksLikeIpv6(text);
        if (!ipv6 && !IPV4.matcher(text).matches()) {
            throw new IllegalArgumentException("no IP address: " + text);
        }
        try {
            // Brackets keep the platform from looking up what it cannot parse as IPv6.
            return InetAddress.getByName(ipv6 ? "[" + text + "]" : text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no IP address: " + text, e);
        }
    }
}
