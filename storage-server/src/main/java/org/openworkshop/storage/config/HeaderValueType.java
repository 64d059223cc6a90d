/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/** The value of a response header: printable ASCII (RFC 9110 section 5.5), at most 200 characters, or empty. */
final class HeaderValueType extends TextType<String> {
    @Override
    String read(String text, Surroundings surroundings) throws BadValueException {
        if (text.isEmpty() || text.matches("[!-~](?:[ -~]{0,198}[!-~])?")) {
            return text;
        }
        throw new BadValueException("is " + TomlText.shown(text), "use " + accepts());
    }

    @Override
    public String accepts() {
        return "a header's value, at most 200 printable ASCII characters, or the empty text";
    }
}
