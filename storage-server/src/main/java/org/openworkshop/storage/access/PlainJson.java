/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Immutable copies of JSON objects held as plain Java values: text, booleans, numbers, null, and lists and maps of these.
 * Order and nulls are kept.
 */
public final class PlainJson {
    private PlainJson() {}

    /**
     * A deep copy that nobody can change.
     *
     * @throws IllegalArgumentException when a value or a key is not plain JSON; the message names its type, never the value
     */
    public static Map<String, @Nullable Object> copyOf(Map<?, ?> object) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("A JSON object has a name that is not text");
            }
            copy.put(key, value(entry.getValue()));
        }
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return copyOf(object);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object element : list) {
                copy.add(value(element));
            }
            return Collections.unmodifiableList(copy);
        }
        if (value == null || value instanceof String || value instanceof Boolean || isNumber(value)) {
            return value;
        }
        throw new IllegalArgumentException(
                "Not a plain JSON value: " + value.getClass().getName());
    }

    private static boolean isNumber(Object value) {
        if (value instanceof Double number) {
            return !number.isNaN() && !number.isInfinite();
        }
        return value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof BigDecimal;
    }
}
