/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A list of texts; in the environment the items are separated by commas, and an empty variable is an empty list. */
record ListType<T>(TextType<T> item) implements ValueType<List<T>> {
    private static final int MAX_ITEMS = 1000;

    @Override
    public List<T> fromToml(Object raw, Surroundings surroundings) throws BadValueException {
        if (!(raw instanceof List<?> list)) {
            throw new BadValueException("is " + TomlText.kindOf(raw), "use a " + accepts() + ", in [ ]");
        }
        if (list.size() > MAX_ITEMS) {
            throw new BadValueException("has " + list.size() + " items", "use at most " + MAX_ITEMS);
        }
        List<T> items = new ArrayList<>();
        for (Object element : list) {
            items.add(itemFromToml(element, items.size() + 1, surroundings));
        }
        return List.copyOf(items);
    }

    private T itemFromToml(Object element, int number, Surroundings surroundings) throws BadValueException {
        try {
            return item.fromToml(element, surroundings);
        } catch (BadValueException e) {
            throw new BadValueException("item " + number + " " + e.what(), e.expected());
        }
    }

    @Override
    public List<T> fromText(String text, Surroundings surroundings) throws BadValueException {
        if (text.isBlank()) {
            return List.of();
        }
        List<Object> items = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            items.add(part.strip());
        }
        return fromToml(items, surroundings);
    }

    @Override
    public String toToml(List<T> value, Object raw) {
        return value.stream()
                .map(each -> item.toToml(each, each.toString()))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public String accepts() {
        return "list of texts, each " + item.accepts();
    }
}
