/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Accept} header (RFC 9110 section 12.5.1) as far as error bodies need it. */
final class AcceptHeader {
    private static final int MAX_LENGTH = 1024;

    private AcceptHeader() {}

    /** Whether a JSON type is named and has a higher weight than plain text; equal weights mean text. */
    static boolean prefersJson(@Nullable String accept) {
        if (accept == null || accept.length() > MAX_LENGTH) {
            return false;
        }
        double json = 0;
        double[] text = {-1, -1, -1};
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            double weight = weight(parts);
            switch (parts[0].trim().toLowerCase(Locale.ROOT)) {
                case "application/json", "application/problem+json" -> json = Math.max(json, weight);
                case "text/plain" -> text[0] = weight;
                case "text/*" -> text[1] = weight;
                case "*/*" -> text[2] = weight;
                default -> {
                    // Other types have no part in the choice.
                }
            }
        }
        return json > mostSpecific(text);
    }

    private static double mostSpecific(double[] weights) {
        for (double weight : weights) {
            if (weight >= 0) {
                return weight;
            }
        }
        return 0;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2).trim());
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
