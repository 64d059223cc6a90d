/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

/**
 * Lines for people and for {@code grep}:
 *
 * <pre>
 * [TIME ]LEVEL Logger - Sentence name=value name="value with spaces" error="…" trace="…"
 * </pre>
 *
 * A value stands in quotes when it is empty or holds anything that would end it; what is inside quotes is escaped.
 */
final class TextFormat implements LineFormat {
    private final LineStart start;

    TextFormat(LineStart start) {
        this.start = start;
    }

    @Override
    public String line(LogEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append(
                start == LineStart.FOR_JOURNAL
                        ? LineStart.priority(event.level())
                        : LineStart.time(event.time()) + " ");
        line.append(event.level()).append(' ').append(shortName(event.logger())).append(" - ");
        LogText.escape(event.statement().sentence(), line);
        for (LogStatement.Field field : event.statement().fields()) {
            add(line, field.name(), field.value() == null ? "-" : field.value().toString());
        }
        if (event.thrown() != null) {
            add(line, "error", event.thrown().toString());
            line.append(" trace=\"");
            LogText.escape(ShortTrace.of(event.thrown()), line, ShortTrace.MAX_LENGTH);
            line.append('"');
        }
        return line.toString();
    }

    private static void add(StringBuilder line, String name, String value) {
        line.append(' ').append(name).append('=');
        if (LogText.needsQuotes(value)) {
            line.append('"');
            LogText.escape(value, line);
            line.append('"');
        } else {
            LogText.escape(value, line);
        }
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
