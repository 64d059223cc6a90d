/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Paths whose requests have no span: those in which one of some regular expressions is found. Immutable. */
public final class ExcludedUrls implements Predicate<String> {
    /** A path may be long, and an operator's expression slow: what comes later in a path does not count. */
    private static final int MOST_CHARS = 512;

    private final List<Pattern> patterns;

    /** @param expressions in Java's syntax */
    public ExcludedUrls(List<String> expressions) {
        this.patterns = expressions.stream().map(Pattern::compile).toList();
    }

    @Override
    public boolean test(String path) {
        CharSequence looked = path.length() > MOST_CHARS ? path.substring(0, MOST_CHARS) : path;
        for (Pattern pattern : patterns) {
            if (pattern.matcher(looked).find()) {
                return true;
            }
        }
        return false;
    }
}
