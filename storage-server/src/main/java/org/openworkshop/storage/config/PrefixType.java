/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/** The path prefix of an address: empty, or beginning and ending with a slash, of characters that need no escape in a URI. */
final class PrefixType extends TextType<String> {
    private static final String FORM = "/(?:[A-Za-z0-9._~-]+/)*";

    @Override
    String read(String text, Surroundings surroundings) throws BadValueException {
        if (text.isEmpty() || (text.matches(FORM) && !text.matches(".*/\\.{1,2}/.*"))) {
            return text;
        }
        throw new BadValueException("is " + TomlText.shown(text), "use " + accepts());
    }

    @Override
    public String accepts() {
        return "a path like \"/protected/\" of letters, digits and ._~-, with a slash at both ends, or the empty text";
    }
}
