/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host made of numbers, as {@code inet_aton} and browsers read it: one to four of them, decimal, octal after {@code 0}
 * or hexadecimal after {@code 0x}, the last one filling all bytes that are left ({@code 127.1}, {@code 0x7f000001}).
 *
 * <p>These are the "IPv4 parser" and the "ends in a number checker" of the WHATWG URL standard. The platform must never
 * see such a host: whether it looks up a name, takes the number for octal or for decimal, or refuses, differs between
 * Java releases and C libraries, and what the guard judges has to be what is called.
 */
final class NumericHost {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
    private static final long MAX = 0xffff_ffffL;

    private NumericHost() {}

    /** Whether the host can only be an address, since its last label is a number; no such name is looked up. */
    static boolean isNumeric(String host) {
        String bare = withoutFinalDot(host);
        return NUMBER.matcher(bare.substring(bare.lastIndexOf('.') + 1)).matches();
    }

    /** The address, null when the numbers are none: too many, too large, or not all numbers. */
    static @Nullable InetAddress parse(String host) {
        String[] parts = withoutFinalDot(host).split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            long number = number(parts[i]);
            boolean last = i == parts.length - 1;
            int bytes = last ? 4 - i : 1;
            if (number < 0 || number >= (1L << (8 * bytes))) {
                return null;
            }
            address = (address << (8 * bytes)) | number;
        }
        return ofBits(address);
    }

    /** The number, -1 when it is none or larger than any address. */
    private static long number(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        boolean octal = !hex && text.length() > 1 && text.startsWith("0");
        int radix = hex ? 16 : octal ? 8 : 10;
        if (text.isEmpty()) {
            return -1;
        }
        long value = 0;
        for (int i = hex ? 2 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Only ASCII: the platform knows many more digits.
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            value = value * radix + digit;
            if (digit < 0 || value > MAX) {
                return -1;
            }
        }
        return value;
    }

    private static InetAddress ofBits(long bits) {
        byte[] bytes = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 bytes are an address", e);
        }
    }

    private static String withoutFinalDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
