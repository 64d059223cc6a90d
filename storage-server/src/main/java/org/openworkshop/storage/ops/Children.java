/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A metric's figures for one label whose values are those of an enum: all there from the start, so that none is missing before the
 * first event, and found without making a key. Thread-safe.
 */
final class Children<E extends Enum<E>, D> {
    private final Map<E, D> figures;

    /** @param figure makes the figure of a value */
    Children(Class<E> values, Function<E, D> figure) {
        figures = new EnumMap<>(values);
        for (E value : values.getEnumConstants()) {
            figures.put(value, figure.apply(value));
        }
    }

    D of(E value) {
        D figure = figures.get(value);
        if (figure == null) {
            throw new IllegalStateException("no figure of " + value);
        }
        return figure;
    }

    /** How labels spell an enum's value. */
    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
