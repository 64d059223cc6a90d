/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What operators see of the server's answers in a terminal and in a file. */
class JobScreenTest {
    private static final String JOB = """
            {"job_id": "job-seen-01", "kind": "archive", "source": "upload", "host": null, "file_name": "a\\u001b[2J.7z",
             "stage": "%s", "bytes": 3145728, "total": 6291456, "percent": %s, "bytes_per_second": 1048576,
             "eta_seconds": 63, "queue": %s, "started_at": "2026-11-27T08:15:30Z", "under_way": true}""";
    private static final String ENDED = """
            {"job_id": "job-seen-02", "kind": "img", "source": "fetch", "file_name": null, "outcome": "failed",
             "reason": "not_image", "detail": "no\\u0007image", "bytes": 12, "packed_bytes": null,
             "started_at": "2026-11-27T08:14:02Z", "ended_at": "2026-11-27T08:14:05Z"}""";

    private final StringWriter out = new StringWriter();

    @Test
    void tableShowsEachJobAndNoControlCharacter() throws Exception {
        String text =
                JobTable.text(new ObjectMapper().readTree(answer(JOB.formatted("uploading", "null", "null"), ENDED)));

        assertThat(text.lines())
                .containsExactly(
                        "JOB          KIND            STAGE      PROGRESS            RATE       LEFT  FILE",
                        "job-seen-01  upload archive  uploading  3.0 MiB of 6.0 MiB  1.0 MiB/s  1m3s  a?[2J.7z",
                        "",
                        "Ended lately:",
                        "JOB          KIND       OUTCOME             RECEIVED  PACKED  ENDED                 FILE  DETAIL",
                        "job-seen-02  fetch img  failed (not_image)  12 B      -       2026-11-27T08:14:05Z  -     no?image");
        assertThat(JobTable.text(new ObjectMapper().readTree(answer("", "")))).isEqualTo("No job is under way.\n");
    }

    @Test
    void terminalShowsABarForEachJobAndDrawsItAgainInPlace() throws Exception {
        try (JobScreen screen = new JobScreen(new PrintWriter(out), true)) {
            show(screen, answer(JOB.formatted("repacking", "40", "null"), ""));
            assertThat(out.toString())
                    .startsWith("Under way: 1\n")
                    .containsPattern("job-seen-01 +40% \\[=+>? *] repacking, 40% of 3.0 MiB, 1.0 MiB/s, 1m3s left");

            show(screen, answer("", ENDED));
            assertThat(out.toString())
                    .contains("\u001b[2A\u001b[J" + "job-seen-02 failed (not_image)\nNo job is under way\n");
        }
    }

    @Test
    void fileGetsALineWhenSomethingChanges() throws Exception {
        try (JobScreen screen = new JobScreen(new PrintWriter(out), false)) {
            String waiting = JOB.formatted("pending", "null", "{\"position\": 1, \"length\": 2}");
            show(screen, answer(waiting, ENDED));
            show(screen, answer(waiting, ENDED));
            show(screen, answer(JOB.formatted("uploading", "null", "null"), ENDED));
            show(screen, answer("", ENDED.replace("08:14:05", "08:15:05") + "," + ENDED));
        }
        assertThat(out.toString().lines())
                .containsExactly(
                        "job-seen-01 pending (1 of 2), 3.0 MiB of 6.0 MiB",
                        "job-seen-01 uploading, 3.0 MiB of 6.0 MiB",
                        "job-seen-02 failed (not_image)");
    }

    private static void show(JobScreen screen, String answer) throws Exception {
        screen.show(new ObjectMapper().readTree(answer));
    }

    private static String answer(String jobs, String recent) {
        return "{\"jobs\": [" + jobs + "], \"jobs_total\": " + (jobs.isEmpty() ? 0 : 1) + ", \"recent\": [" + recent
                + "]}";
    }
}
