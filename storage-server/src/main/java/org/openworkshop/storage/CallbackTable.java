/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.server.CallbackDesk.Line;
import org.openworkshop.storage.server.CallbackDesk.Sent;

/** What {@code callbacks} prints: completions as a table or as JSON, and what became of those sent again. */
final class CallbackTable {
    private static final List<String> HEADINGS =
            List.of("JOB", "STATE", "STATUS", "COMPLETED", "ATTEMPTS", "NEXT ATTEMPT", "LAST ERROR");
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private CallbackTable() {}

    /** A table with headings, or a sentence when there is nothing. */
    static String text(List<Line> lines) {
        if (lines.isEmpty()) {
            return "Nothing is owed.%n".formatted();
        }
        return TextTable.of(HEADINGS, lines.stream().map(CallbackTable::row).toList());
    }

    private static List<String> row(Line line) {
        return List.of(
                line.jobId(),
                state(line),
                status(line),
                line.completedAt().toString(),
                Integer.toString(line.attempts()),
                next(line),
                line.lastError() == null ? "-" : printable(line.lastError()));
    }

    private static String state(Line line) {
        return line.givenUpAt() == null ? "owed" : "given up";
    }

    private static String status(Line line) {
        String status = line.status() == null ? "-" : line.status();
        return printable(line.reason() == null ? status : status + " (" + line.reason() + ")");
    }

    private static String next(Line line) {
        if (line.givenUpAt() != null) {
            return "-";
        }
        return line.nextAttemptAt() == null ? "now" : line.nextAttemptAt().toString();
    }

    /** An array of objects that all have the same keys; null where there is nothing to say. */
    static String json(List<Line> lines) {
        return json((Object) lines.stream().map(CallbackTable::object).toList());
    }

    /** An array of objects: the completion as above, and {@code outcome}. */
    static String outcomesJson(List<Sent> all) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        for (Sent each : all) {
            Map<String, @Nullable Object> object = object(each.line());
            object.put("outcome", each.outcome().name().toLowerCase(Locale.ROOT));
            objects.add(object);
        }
        return json((Object) objects);
    }

    private static Map<String, @Nullable Object> object(Line line) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("job_id", line.jobId());
        object.put("idempotency_key", line.idempotencyKey());
        object.put("state", line.givenUpAt() == null ? "owed" : "given_up");
        object.put("status", line.status());
        object.put("reason", line.reason());
        object.put("completed_at", line.completedAt().toString());
        object.put("attempts", line.attempts());
        object.put("next_attempt_at", time(line.nextAttemptAt()));
        object.put("last_error", line.lastError());
        object.put("given_up_at", time(line.givenUpAt()));
        return object;
    }

    private static String json(Object plain) {
        try {
            return JSON.writeValueAsString(plain) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values are always JSON", e);
        }
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /** One line for each completion that was sent again, or a sentence when they were gone before that. */
    static String outcomes(List<Sent> all) {
        if (all.isEmpty()) {
            return "Nothing is owed any more.%n".formatted();
        }
        StringBuilder text = new StringBuilder();
        for (Sent each : all) {
            text.append(status(each.line()))
                    .append(", completed ")
                    .append(each.line().completedAt())
                    .append(": ")
                    .append(outcome(each))
                    .append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String outcome(Sent sent) {
        String error = printable(Objects.requireNonNullElse(sent.line().lastError(), "unknown"));
        return switch (sent.outcome()) {
            case DELIVERED -> "delivered";
            case STILL_OWED -> "failed, still owed: " + error;
            case GIVEN_UP -> "failed, given up: " + error;
            case NOT_TRIED -> "not tried, because an older one of the job failed";
            case NO_ANSWER -> "no outcome yet; the server goes on";
            case NOT_TAKEN -> "the server has not taken the request; it stays until a server does";
        };
    }

    /** The files may have been edited by hand; a terminal must not obey them. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
