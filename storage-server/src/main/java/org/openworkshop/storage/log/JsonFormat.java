/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lines for programs: one JSON object each, with {@code time}, {@code level}, {@code logger}, {@code message}, the event's own
 * fields, and for a failure {@code error} and {@code trace}. The journal's lines have no {@code time} and its priority before them.
 */
final class JsonFormat implements LineFormat {
    private static final int MAX_TRACE = 16_384;

    private final JsonFactory json =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private final LineStart start;

    JsonFormat(LineStart start) {
        this.start = start;
    }

    @Override
    public String line(LogEvent event) {
        StringWriter line = new StringWriter(256);
        boolean forJournal = start == LineStart.FOR_JOURNAL;
        if (forJournal) {
            line.append(LineStart.priority(event.level()));
        }
        try (JsonGenerator object = json.createGenerator(line)) {
            object.writeStartObject();
            if (!forJournal) {
                object.writeStringField("time", LineStart.time(event.time()));
            }
            object.writeStringField("level", event.level().toString().toLowerCase(Locale.ROOT));
            object.writeStringField("logger", event.logger());
            object.writeStringField("message", cut(event.statement().sentence(), LogText.MAX_LENGTH));
            for (LogStatement.Field field : event.statement().fields()) {
                object.writeFieldName(field.name());
                write(field.value(), object);
            }
            if (event.thrown() != null) {
                object.writeStringField("error", cut(event.thrown().toString(), LogText.MAX_LENGTH));
                object.writeStringField("trace", cut(trace(event.thrown()), MAX_TRACE));
            }
            object.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The generator leaves DEL as it is, which can only stand in a text.
        return line.toString().replace("\u007f", "\\u007f");
    }

    private static void write(@Nullable Object value, JsonGenerator object) throws IOException {
        if (value == null) {
            object.writeNull();
        } else if (value instanceof Boolean truth) {
            object.writeBoolean(truth);
        } else if (value instanceof Long || value instanceof Integer) {
            object.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            object.writeNumber(number);
        } else {
            object.writeString(cut(value.toString(), LogText.MAX_LENGTH));
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}
