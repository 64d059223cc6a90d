/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * What an event says: a plain sentence, and the data behind it.
 *
 * @param fields in their order; each name once
 */
record LogStatement(String sentence, List<Field> fields) {
    private static final Pattern FIELD = Pattern.compile(" ([a-z][a-z0-9_]*)=(?:\\{}|\"\\{}\")");
    private static final Pattern FIELDS = Pattern.compile("(?:" + FIELD.pattern() + ")*$");

    /** A name, and a value that is a text unless it is a number, a truth value or nothing. */
    record Field(String name, @Nullable Object value) {}

    LogStatement {
        fields = List.copyOf(fields);
    }

    /**
     * Takes what a class of ours logged apart: {@code "Job expired job={}"} and its values. What a library says may hold the text
     * of strangers anywhere, so the whole of it is a value.
     */
    static LogStatement of(String logger, @Nullable String pattern, @Nullable Object @Nullable [] arguments) {
        String given = String.valueOf(pattern);
        if (!LogLevels.isOurs(logger)) {
            return new LogStatement("A library says", List.of(new Field("text", formatted(given, arguments))));
        }
        Matcher end = FIELDS.matcher(given);
        String sentence = end.find() ? given.substring(0, end.start()) : given;
        if (sentence.contains("{}")) {
            return new LogStatement(formatted(given, arguments), List.of());
        }
        List<Field> fields = new ArrayList<>();
        Matcher field = FIELD.matcher(given).region(sentence.length(), given.length());
        while (field.find()) {
            int index = fields.size();
            Object value = arguments == null || index >= arguments.length ? null : arguments[index];
            fields.add(new Field(field.group(1), plain(value)));
        }
        return new LogStatement(sentence, fields);
    }

    /** The statement with what the thread is at work on behind it, as far as it does not say so itself. */
    LogStatement with(@Nullable Map<String, @Nullable String> context) {
        if (context == null || context.isEmpty()) {
            return this;
        }
        List<Field> all = new ArrayList<>(fields);
        context.forEach((name, value) -> {
            if (fields.stream().noneMatch(field -> field.name().equals(name))) {
                all.add(new Field(name, value));
            }
        });
        return new LogStatement(sentence, all);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof AtomicInteger || value instanceof AtomicLong) {
            return ((Number) value).longValue();
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        try {
            return value.toString();
        } catch (RuntimeException e) {
            return "(" + value.getClass().getName() + " has no text)";
        }
    }

    private static String formatted(String pattern, @Nullable Object @Nullable [] arguments) {
        return String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
    }
}
