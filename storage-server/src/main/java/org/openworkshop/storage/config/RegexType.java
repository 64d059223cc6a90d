/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression in Java's syntax, at most 200 characters. */
final class RegexType extends TextType<String> {
    private static final int LONGEST = 200;

    @Override
    String read(String text, Surroundings surroundings) throws BadValueException {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new BadValueException("is empty or over " + LONGEST + " characters", "use " + accepts());
        }
        try {
            return Pattern.compile(text).pattern();
        } catch (PatternSyntaxException e) {
            throw new BadValueException(
                    "is " + TomlText.shown(text) + ", which is no regular expression: " + e.getDescription(),
                    "use " + accepts());
        }
    }

    @Override
    public String accepts() {
        return "a regular expression";
    }
}
