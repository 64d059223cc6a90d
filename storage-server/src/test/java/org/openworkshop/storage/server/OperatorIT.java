/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.PackagedServer.Finished;

/** The operator's commands against the packaged server, where the admin view is off. */
class OperatorIT {
    private static final String JOB = "job-operated-1";

    @TempDir
    Path folder;

    @Test
    void operatorSeesCancelsAndSweeps() throws Exception {
        Path mainDir = folder.resolve("main");
        Map<String, String> settings = PackagedServer.settings(mainDir);
        try (PackagedServer server = PackagedServer.serve(folder, mainDir, List.of());
                RawConnection client = new RawConnection(server.uri("/").getPort())) {
            client.head("POST /transfer/upload?filename=a.txt&token=" + PackagedServer.token(JOB), "Content-Length: 8")
                    .send("some");
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> run(settings, "jobs", "list").output().contains("4 B of 8 B"));
            assertThat(run(settings, "jobs", "list").output())
                    .contains("JOB", "STAGE", JOB, "upload archive", "uploading");
            JsonNode listed = new ObjectMapper()
                    .readTree(run(settings, "jobs", "list", "--json").output());
            assertThat(listed.path("jobs").path(0).path("job_id").asText()).isEqualTo(JOB);

            Path watched = folder.resolve("watched.txt");
            Process watch = PackagedServer.process(watched, settings, "jobs", "watch");
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.readString(watched).contains(JOB + " uploading, 4 B of 8 B"));

            Finished cancel = run(settings, "jobs", "cancel", JOB);
            assertThat(cancel.output()).isEqualTo("Job " + JOB + " is being cancelled.\n");
            assertThat(cancel.exitCode()).isZero();
            assertThat(client.answer().status()).isEqualTo(500);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.readString(watched).contains(JOB + " failed (interrupted)"));

            Finished again = run(settings, "jobs", "cancel", JOB);
            assertThat(again.output()).contains("409: Job is not under way");
            assertThat(again.exitCode()).isEqualTo(1);
            assertThat(run(settings, "sweep").output()).isEqualTo("Swept; jobs and workspaces removed: 0\n");
            assertThat(run(settings, "callbacks", "list").output()).contains(JOB, "error (interrupted)");

            server.terminate();
            assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(watched).content().endsWith("jobs: the server has stopped\n");
            assertThat(watch.exitValue()).isZero();
        }
        Finished gone = run(settings, "jobs", "list");
        assertThat(gone.output()).contains("no server runs in " + mainDir);
        assertThat(gone.exitCode()).isEqualTo(1);
    }

    private Finished run(Map<String, String> settings, String... arguments) throws Exception {
        return PackagedServer.run(folder, settings, arguments);
    }
}
