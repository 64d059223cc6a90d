/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code jobs} prints of the server's answer: jobs now and lately as tables. */
final class JobTable {
    private static final List<String> NOW = List.of("JOB", "KIND", "STAGE", "PROGRESS", "RATE", "LEFT", "FILE");
    private static final List<String> LATELY =
            List.of("JOB", "KIND", "OUTCOME", "RECEIVED", "PACKED", "ENDED", "FILE", "DETAIL");
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int UNIT = 1024;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private JobTable() {}

    /** Both tables, or a sentence for one that is empty. */
    static String text(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        JsonNode jobs = answer.path("jobs");
        text.append(jobs.isEmpty() ? "No job is under way.%n".formatted() : TextTable.of(NOW, now(jobs)));
        int left = answer.path("jobs_total").asInt() - jobs.size();
        if (left > 0) {
            text.append("and %d more%n".formatted(left));
        }
        JsonNode recent = answer.path("recent");
        if (!recent.isEmpty()) {
            text.append("%nEnded lately:%n".formatted()).append(TextTable.of(LATELY, lately(recent)));
        }
        return text.toString();
    }

    private static List<List<String>> now(JsonNode jobs) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode job : jobs) {
            rows.add(List.of(
                    job.path("job_id").asText(),
                    kind(job),
                    stage(job),
                    progress(job),
                    job.path("bytes_per_second").isNull()
                            ? "-"
                            : bytes(job.path("bytes_per_second").asLong()) + "/s",
                    left(job),
                    optional(job, "file_name")));
        }
        return rows;
    }

    private static List<List<String>> lately(JsonNode recent) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode job : recent) {
            rows.add(List.of(
                    job.path("job_id").asText(),
                    kind(job),
                    outcome(job),
                    bytes(job.path("bytes").asLong()),
                    job.path("packed_bytes").isNull()
                            ? "-"
                            : bytes(job.path("packed_bytes").asLong()),
                    job.path("ended_at").asText(),
                    optional(job, "file_name"),
                    optional(job, "detail")));
        }
        return rows;
    }

    /** How an attempt ended, with the word that Manager reads. */
    static String outcome(JsonNode job) {
        String outcome = job.path("outcome").asText();
        return job.path("reason").isNull()
                ? outcome
                : outcome + " (" + TextTable.printable(job.path("reason").asText()) + ")";
    }

    private static String kind(JsonNode job) {
        return job.path("source").asText() + " " + optional(job, "kind");
    }

    /** The stage, with the place of a job that waits. */
    static String stage(JsonNode job) {
        String stage = job.path("stage").asText();
        JsonNode queue = job.path("queue");
        return queue.isObject() ? stage + " (" + queue.path("position") + " of " + queue.path("length") + ")" : stage;
    }

    /** How far it has come, in percent or bytes. */
    static String progress(JsonNode job) {
        String received = bytes(job.path("bytes").asLong());
        if (!job.path("percent").isNull()) {
            return job.path("percent").asInt() + "% of " + received;
        }
        return job.path("total").isNull()
                ? received
                : received + " of " + bytes(job.path("total").asLong());
    }

    /** How long the stage or the wait still takes, as far as that is known. */
    static String left(JsonNode job) {
        if (job.path("eta_seconds").isNull()) {
            return "-";
        }
        long seconds = job.path("eta_seconds").asLong();
        if (seconds < MINUTE) {
            return seconds + "s";
        }
        return seconds < HOUR
                ? seconds / MINUTE + "m" + seconds % MINUTE + "s"
                : seconds / HOUR + "h" + seconds % HOUR / MINUTE + "m";
    }

    static String bytes(long count) {
        double value = count;
        int unit = 0;
        while (value >= UNIT && unit < UNITS.length - 1) {
            value /= UNIT;
            unit++;
        }
        return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    private static String optional(JsonNode object, String key) {
        JsonNode value = object.path(key);
        return value.isNull() || value.asText().isEmpty() ? "-" : TextTable.printable(value.asText());
    }
}
