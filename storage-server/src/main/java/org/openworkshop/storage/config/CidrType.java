/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/** An IP address or a block of them: {@code 10.0.0.0/8}, {@code ::1} (RFC 4632, RFC 4291). */
final class CidrType extends TextType<String> {
    @Override
    String read(String text, Surroundings surroundings) throws BadValueException {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        int bits = AddressText.isIpv4(address) ? 32 : AddressText.isIpv6(address) ? 128 : -1;
        if (bits < 0) {
            throw new BadValueException("is " + TomlText.shown(text) + ", which is no address", "use " + accepts());
        }
        if (slash >= 0 && !isPrefix(text.substring(slash + 1), bits)) {
            throw new BadValueException("is " + TomlText.shown(text), "use a prefix length of 0 to " + bits);
        }
        return text;
    }

    private static boolean isPrefix(String digits, int bits) {
        return digits.matches("[0-9]{1,3}") && Integer.parseInt(digits) <= bits;
    }

    @Override
    public String accepts() {
        return "an IP address or a CIDR block (\"10.0.0.0/8\")";
    }
}
