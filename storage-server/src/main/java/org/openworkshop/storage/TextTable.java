/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.util.ArrayList;
import java.util.List;

/** Lines of text in columns, each as wide as its widest entry. */
final class TextTable {
    private static final int GAP = 2;

    private TextTable() {}

    /** The table with its headings; each row has as many entries as there are headings. */
    static String of(List<String> headings, List<List<String>> entries) {
        List<List<String>> rows = new ArrayList<>(List.of(headings));
        rows.addAll(entries);
        int[] widths = new int[headings.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + GAP));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    /** A text that a terminal does not obey. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }
}
