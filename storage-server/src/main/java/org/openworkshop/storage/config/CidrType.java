/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** An IP address or a block of them: {@code 10.0.0.0/8}, {@code ::1} (RFC 4632, RFC 4291). */
final class CidrType extends TextType<String> {
    @Override
    String read(String text, Surroundings surroundings) throws BadValueException {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!AddressText.isIpv4(address) && !AddressText.isIpv6(address)) {
            throw new BadValueException("is " + TomlText.shown(text) + ", which is no address", "use " + accepts());
        }
        if (slash >= 0) {
            checkBlock(text, address, text.substring(slash + 1));
        }
        return text;
    }

    /**
     * Bits below the prefix must be zero: who writes 10.0.0.5/8 means either one address or a whole network, and to
     * guess wrong is to believe the headers of sixteen million machines.
     */
    private static void checkBlock(String text, String address, String prefix) throws BadValueException {
        byte[] bytes = bytesOf(address);
        int bits = bytes.length * 8;
        if (bits == 32 && address.contains(":")) {
            throw new BadValueException("is " + TomlText.shown(text), "write IPv4 blocks as IPv4: \"10.0.0.0/8\"");
        }
        if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > bits) {
            throw new BadValueException("is " + TomlText.shown(text), "use a prefix length of 0 to " + bits);
        }
        int free = bits - Integer.parseInt(prefix);
        BigInteger number = new BigInteger(1, bytes);
        if (number.signum() != 0 && number.getLowestSetBit() < free) {
            throw new BadValueException(
                    "is " + TomlText.shown(text) + ", which has bits set below its prefix",
                    "use the network's first address, or the address alone without /" + prefix);
        }
    }

    private static byte[] bytesOf(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("No address literal: " + literal, e);
        }
    }

    @Override
    public String accepts() {
        return "an IP address or a CIDR block (\"10.0.0.0/8\")";
    }
}
