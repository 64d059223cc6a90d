/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table in Markdown. */
final class Table {
    private final StringBuilder text = new StringBuilder("\n");

    Table(String... columns) {
        add(columns);
        String[] rule = new String[columns.length];
        Arrays.fill(rule, "---");
        add(rule);
    }

    /** Numbers get two digits behind the point, or none when they are large. */
    void row(Object... cells) {
        add(Arrays.stream(cells).map(Table::cell).toArray(String[]::new));
    }

    private static String cell(Object value) {
        return value instanceof Double number
                ? String.format(Locale.ROOT, number < 100 ? "%.2f" : "%.0f", number)
                : value.toString();
    }

    private void add(String[] cells) {
        text.append(Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    void print() {
        System.out.println(text);
    }
}
