/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the log, read as strictly as its grammar is written.
 *
 * @param logger its short name
 * @param fields by name, unescaped only as far as JSON does it
 */
record LogLine(String level, String logger, String sentence, Map<String, String> fields) {
    private static final String VALUE =
            "(?:\"(?:[^\"\\\\\\p{Cntrl}]|\\\\(?:[\"\\\\nrt]|u[0-9a-f]{4}))*\"|[^\\s\"=\\\\]+)";
    private static final Pattern FIELD = Pattern.compile(" ([a-z][a-z0-9_]*)=(" + VALUE + ")");
    private static final Pattern LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(?:Z|[+-]\\d\\d:\\d\\d)"
                    + " (TRACE|DEBUG|INFO|WARN|ERROR) (\\S+) - ([A-Z][^=\"\\\\\\p{Cntrl}]*?)((?:"
                    + FIELD.pattern() + ")*)");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException when it is no line of this grammar */
    static LogLine ofText(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a line of the log: " + line);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(matcher.group(4));
        while (field.find()) {
            put(fields, field.group(1), field.group(2).replaceAll("^\"|\"$", ""), line);
        }
        return new LogLine(matcher.group(1), matcher.group(2), matcher.group(3), fields);
    }

    /** @throws IllegalArgumentException when it is no JSON object with the names that every line has */
    static LogLine ofJson(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            JSON.readTree(line)
                    .fields()
                    .forEachRemaining(
                            each -> put(fields, each.getKey(), each.getValue().asText(), line));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + line, e);
        }
        if (fields.remove("time") == null || !fields.containsKey("logger")) {
            throw new IllegalArgumentException("without time or logger: " + line);
        }
        String logger = fields.remove("logger");
        return new LogLine(
                fields.remove("level"),
                logger.substring(logger.lastIndexOf('.') + 1),
                fields.remove("message"),
                fields);
    }

    private static void put(Map<String, String> fields, String name, String value, String line) {
        if (fields.put(name, value) != null) {
            throw new IllegalArgumentException(name + " stands twice: " + line);
        }
    }
}
