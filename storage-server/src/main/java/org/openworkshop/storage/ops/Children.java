/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A metric's figures for one label whose values are those of an enum: all there from the start, so that none is missing before the
 * first event, and found without a look-up. Thread-safe.
 */
final class Children<E extends Enum<E>, D> {
    private final List<D> figures;

    /** @param figure makes the figure of a value */
    Children(Class<E> values, Function<E, D> figure) {
        figures = Arrays.stream(values.getEnumConstants()).map(figure).toList();
    }

    D of(E value) {
        return figures.get(value.ordinal());
    }

    /** How labels spell an enum's value. */
    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
