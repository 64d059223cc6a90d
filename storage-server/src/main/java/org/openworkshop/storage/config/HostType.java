/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/** The address or name that the server listens on. */
final class HostType extends TextType<String> {
    @Override
    String read(String text, Surroundings surroundings) throws BadValueException {
        if (AddressText.isIpv4(text) || AddressText.isIpv6(text) || AddressText.isName(text)) {
            return text;
        }
        throw new BadValueException(
                "is " + TomlText.shown(text) + ", which is no address",
                "use " + accepts() + "; 0.0.0.0 listens everywhere");
    }

    @Override
    public String accepts() {
        return "an address or host name, without scheme and port";
    }
}
