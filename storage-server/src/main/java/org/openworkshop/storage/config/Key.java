/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One row of the settings' table. The table drives reading, validation, the printed configuration, the sample file and
 * the documentation.
 *
 * @param path {@code section.name}; a section within another is {@code outer.inner}
 * @param preset what holds when the key is not set
 * @param formerly what the Python service called it, or empty
 * @param documentation one paragraph of plain text
 * @param standard variables that other programs read too; the first that says something counts
 */
record Key<T>(
        String path,
        ValueType<T> type,
        Preset preset,
        String formerly,
        String documentation,
        List<StandardVariable<T>> standard) {
    Key(String path, ValueType<T> type, Preset preset, String formerly, String documentation) {
        this(path, type, preset, formerly, documentation, List.of());
    }

    /** The same key, which also reads variables in its own type's form. */
    Key<T> or(String... variables) {
        return or(Stream.of(variables)
                .map(name -> new StandardVariable<T>(name, type::fromText))
                .toList());
    }

    /** The same key, which also reads further variables. */
    Key<T> or(List<StandardVariable<T>> variables) {
        List<StandardVariable<T>> all = new ArrayList<>(standard);
        all.addAll(variables);
        return new Key<>(path, type, preset, formerly, documentation, List.copyOf(all));
    }

    String section() {
        return path.substring(0, path.lastIndexOf('.'));
    }

    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The environment variable that wins over the file. */
    String variable() {
        return "OW_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
