/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A text of pairs as OpenTelemetry writes headers and attributes: {@code name=value,name=value}, values percent-encoded where need
 * be. Complaints name the pair by its number, since values may be secret.
 */
final class PairsText {
    private static final int MOST_PAIRS = 64;
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[A-Za-z0-9_./:-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[ -~]{0,4000}");
    private static final String FORM = "write name=value,name=value with the values percent-encoded where need be";

    private PairsText() {}

    /** Headers of a request. */
    static Map<String, String> headers(String text) throws BadValueException {
        return parse(text, HEADER_NAME);
    }

    /** Attributes of a resource. */
    static Map<String, String> attributes(String text) throws BadValueException {
        return parse(text, ATTRIBUTE_NAME);
    }

    private static Map<String, String> parse(String text, Pattern nameForm) throws BadValueException {
        Map<String, String> pairs = new LinkedHashMap<>();
        int number = 0;
        for (String pair : text.isBlank() ? new String[0] : text.split(",", -1)) {
            number++;
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!nameForm.matcher(name).matches()) {
                throw new BadValueException("has no usable name in pair " + number, FORM);
            }
            String value = decoded(pair.substring(equals + 1).strip(), number);
            if (!VALUE.matcher(value).matches()) {
                throw new BadValueException("has a value in pair " + number + " that is not printable ASCII", FORM);
            }
            pairs.put(name, value);
        }
        if (pairs.size() > MOST_PAIRS) {
            throw new BadValueException("has " + pairs.size() + " pairs", "use at most " + MOST_PAIRS);
        }
        return pairs;
    }

    private static String decoded(String value, int number) throws BadValueException {
        try {
            // A plus stands for itself here, unlike in forms.
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadValueException("has a broken percent-encoding in pair " + number, FORM);
        }
    }
}
