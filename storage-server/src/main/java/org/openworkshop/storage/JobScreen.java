/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * What {@code jobs watch} shows. In a terminal: a line with a bar for each job under way, drawn again and again in the same place,
 * and above it for good what has ended. Elsewhere: a line whenever a job enters a stage or ends. For one thread.
 */
final class JobScreen implements AutoCloseable {
    private static final int WIDTH = 80;
    private static final int FULL = 100;
    private static final int MOST_BARS = 40;

    private final PrintWriter out;
    private final boolean terminal;
    private final Map<String, Bar> bars = new LinkedHashMap<>();
    private final Map<String, String> stages = new LinkedHashMap<>();
    private Set<String> ended = Set.of();
    private boolean begun;
    private int drawn;

    JobScreen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Shows an answer of the server. */
    void show(JsonNode answer) {
        List<String> permanent = newlyEnded(answer.path("recent"));
        if (terminal) {
            erase();
            permanent.forEach(out::println);
            draw(answer);
        } else {
            newStages(answer.path("jobs")).forEach(out::println);
            permanent.forEach(out::println);
        }
        begun = true;
        out.flush();
    }

    /** What had ended before the first look is history. */
    private List<String> newlyEnded(JsonNode recent) {
        Set<String> now = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (JsonNode job : recent) {
            String key =
                    job.path("job_id").asText() + " " + job.path("ended_at").asText();
            now.add(key);
            if (begun && !ended.contains(key)) {
                lines.add(0, job.path("job_id").asText() + " " + JobTable.outcome(job));
            }
        }
        ended = now;
        return lines;
    }

    private List<String> newStages(JsonNode jobs) {
        List<String> lines = new ArrayList<>();
        Map<String, String> now = new LinkedHashMap<>();
        for (JsonNode job : jobs) {
            String id = job.path("job_id").asText();
            String stage = job.path("stage").asText();
            now.put(id, stage);
            if (!stage.equals(stages.get(id))) {
                lines.add(id + " " + JobTable.stage(job) + ", " + JobTable.progress(job));
            }
        }
        stages.clear();
        stages.putAll(now);
        return lines;
    }

    private void erase() {
        if (drawn > 0) {
            // Up to where the bars begin, and everything below goes.
            out.print("\u001b[" + drawn + "A\u001b[J");
        }
    }

    private void draw(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        Set<String> present = new HashSet<>();
        int waitForManager = 0;
        for (JsonNode job : answer.path("jobs")) {
            if (!job.path("under_way").asBoolean()) {
                waitForManager++;
            } else if (lines.size() < MOST_BARS) {
                present.add(job.path("job_id").asText());
                lines.add(bar(job));
            }
        }
        bars.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        String packed = waitForManager == 0 ? "" : ", " + waitForManager + " packed and not yet moved";
        lines.add(0, (present.isEmpty() ? "No job is under way" : "Under way: " + present.size()) + packed);
        lines.forEach(out::println);
        drawn = lines.size();
    }

    private String bar(JsonNode job) {
        String id = job.path("job_id").asText();
        String stage = job.path("stage").asText();
        boolean percent = !job.path("percent").isNull();
        long max = percent ? FULL : job.path("total").asLong(-1);
        Bar bar = bars.get(id);
        if (bar == null || !bar.stage.equals(stage) || bar.max != max) {
            if (bar != null) {
                bar.close();
            }
            bar = new Bar(id, stage, max);
            bars.put(id, bar);
        }
        String rest = JobTable.stage(job) + ", " + JobTable.progress(job)
                + (job.path("bytes_per_second").isNull()
                        ? ""
                        : ", " + JobTable.bytes(job.path("bytes_per_second").asLong()) + "/s")
                + (job.path("eta_seconds").isNull() ? "" : ", " + JobTable.left(job) + " left");
        return bar.text(
                        percent
                                ? job.path("percent").asLong()
                                : job.path("bytes").asLong()) + " " + rest;
    }

    @Override
    public void close() {
        bars.values().forEach(Bar::close);
    }

    /** One job's bar in one stage; only its text is wanted, so it is drawn when asked. */
    private static final class Bar {
        private final String stage;
        private final long max;
        private final ProgressBar bar;
        private volatile String drawn = "";

        Bar(String id, String stage, long max) {
            this.stage = stage;
            this.max = max;
            this.bar = new ProgressBarBuilder()
                    .setTaskName(id)
                    .setInitialMax(max)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new DelegatingProgressBarConsumer(text -> drawn = text, WIDTH))
                    .setUpdateIntervalMillis(Integer.MAX_VALUE)
                    .hideEta()
                    .build();
        }

        String text(long value) {
            bar.stepTo(value);
            bar.refresh();
            // The bar, without times and counts, which are told in units beside it.
            String line = drawn.strip();
            int end = line.indexOf(']');
            return end < 0 ? line : line.substring(0, end + 1);
        }

        void close() {
            bar.close();
        }
    }
}
