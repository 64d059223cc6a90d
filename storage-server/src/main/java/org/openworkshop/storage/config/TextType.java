/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** A value that is a text in TOML and in the environment alike; the rule for the text is the subclass's. */
abstract class TextType<T> implements ValueType<T> {
    /** Turns the text into the value, or says what is wrong with it. */
    abstract T read(String text, Surroundings surroundings) throws BadValueException;

    @Override
    public final T fromText(String text, Surroundings surroundings) throws BadValueException {
        return read(text, surroundings);
    }

    @Override
    public final T fromToml(Object raw, Surroundings surroundings) throws BadValueException {
        if (raw instanceof String text) {
            return read(text, surroundings);
        }
        throw new BadValueException("is " + TomlText.kindOf(raw), "use a text in quotes: " + accepts());
    }

    @Override
    public String toToml(T value, Object raw) {
        return TomlText.quote(value.toString());
    }

    /** One of a few words. */
    static TextType<String> oneOf(List<String> words) {
        return new TextType<>() {
            @Override
            String read(String text, Surroundings surroundings) throws BadValueException {
                if (words.contains(text)) {
                    return text;
                }
                throw new BadValueException("is " + TomlText.shown(text), "use " + accepts());
            }

            @Override
            public String accepts() {
                return "one of " + String.join(", ", words);
            }
        };
    }
}
