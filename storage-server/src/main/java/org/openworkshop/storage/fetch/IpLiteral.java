/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The textual form of an IP address: four decimal numbers with dots, or IPv6 (RFC 4291 section 2.2) without brackets and
 * zone.
 *
 * <p>Read here and not by the platform, whose releases disagree on what {@code 0177} or {@code ::ffff:0177.0.0.1} is:
 * leading zeros in decimal numbers are no literal. Never asks a name server.
 */
final class IpLiteral {
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,2}");

    private IpLiteral() {}

    /** Whether the text has the characters of an IPv6 literal; {@link #parse} tells whether it is one. */
    static boolean looksLikeIpv6(String text) {
        return IPV6.matcher(text).matches();
    }

    /**
     * The address a literal stands for; an IPv4-mapped one comes back as IPv4.
     *
     * @throws IllegalArgumentException if the text is no literal
     */
    static InetAddress parse(String text) {
        byte[] address = looksLikeIpv6(text) ? ipv6(text) : ipv4(text);
        if (address == null) {
            throw new IllegalArgumentException("no IP address: " + text);
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are an address", e);
        }
    }

    private static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] address = new byte[4];
        if (parts.length != address.length) {
            return null;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!DECIMAL.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        return address;
    }

    private static byte @Nullable [] ipv6(String text) {
        byte[] address = new byte[16];
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text, true);
            return all != null && all.length == address.length ? all : null;
        }
        byte[] head = groups(text.substring(0, gap), false);
        byte[] tail = groups(text.substring(gap + 2), true);
        // The gap stands for at least one group.
        if (head == null || tail == null || head.length + tail.length > address.length - 2) {
            return null;
        }
        System.arraycopy(head, 0, address, 0, head.length);
        System.arraycopy(tail, 0, address, address.length - tail.length, tail.length);
        return address;
    }

    /** The bytes of groups with colons between them, the last of which may be an IPv4 literal; null if malformed. */
    private static byte @Nullable [] groups(String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] groups = text.split(":", -1);
        String last = groups[groups.length - 1];
        byte[] ipv4 = mayEndInIpv4 && last.indexOf('.') >= 0 ? ipv4(last) : new byte[0];
        if (ipv4 == null) {
            return null;
        }
        int count = ipv4.length > 0 ? groups.length - 1 : groups.length;
        byte[] bytes = new byte[count * 2 + ipv4.length];
        for (int i = 0; i < count; i++) {
            if (!GROUP.matcher(groups[i]).matches()) {
                return null;
            }
            int value = Integer.parseInt(groups[i], 16);
            bytes[2 * i] = (byte) (value >> 8);
            bytes[2 * i + 1] = (byte) value;
        }
        System.arraycopy(ipv4, 0, bytes, count * 2, ipv4.length);
        return bytes;
    }
}
