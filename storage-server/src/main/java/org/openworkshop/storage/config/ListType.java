/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
        List<String> faults = new ArrayList<>();
        Set<String> expected = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                items.add(item.fromToml(list.get(i), surroundings));
            } catch (BadValueException e) {
                faults.add("item " + (i + 1) + " " + e.what());
                expected.add(e.expected());
            }
        }
        if (!faults.isEmpty()) {
            throw new BadValueException(String.join(", ", faults), String.join("; ", expected));
        }
        return List.copyOf(items);
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
