/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody probably meant: the candidate with the fewest typing errors between (optimal string alignment). */
final class NearestName {
    private NearestName() {}

    /** The nearest candidate within {@code most} insertions, deletions, replacements and swaps of neighbours. */
    static Optional<String> find(String typed, Collection<String> candidates, int most) {
        String nearest = null;
        int fewest = most + 1;
        for (String candidate : candidates) {
            int errors = distance(typed, candidate);
            if (errors < fewest) {
                fewest = errors;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
