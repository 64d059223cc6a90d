/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program after a crash with very many jobs. How long it takes to take them up is printed, not judged. */
class ManyWorkspacesIT {
    private static final int PACKED = 9000;
    private static final int OWED = 500;
    private static final int UPLOADING = 300;
    private static final int UPLOADED = 200;
    private static final Pattern TAKEN_UP = Pattern.compile("Jobs are taken up jobs=(\\d+) .*millis=(\\d+)");

    @TempDir
    Path folder;

    @Test
    void tenThousandWorkspacesAreTakenUp() throws Exception {
        Path temp = folder.resolve("main/temp");
        for (int i = 0; i < PACKED; i++) {
            packed(temp, "job-packed-" + i, "");
        }
        for (int i = 0; i < OWED; i++) {
            packed(temp, "job-owed-" + i, completion("job-owed-" + i));
        }
        for (int i = 0; i < UPLOADING; i++) {
            workspace(temp, "job-coming-" + i, "uploading", "", ".incoming");
        }
        for (int i = 0; i < UPLOADED; i++) {
            String job = "job-source-" + i;
            workspace(temp, job, "repacking", ", \"download_path\": \"temp/" + job + "/x.txt\"", "x.txt");
        }
        try (FakeManager manager = new FakeManager(PackagedServer.SECRET);
                PackagedServer server = PackagedServer.serve(
                        folder, folder.resolve("main"), java.util.List.of(), Map.of("OW_MANAGER_URL", manager.url()))) {
            Matcher takenUp = TAKEN_UP.matcher(server.log());
            assertThat(takenUp.find()).isTrue();
            System.out.println("taking up 10000 workspaces: " + takenUp.group());
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> manager.callbacks().size() == OWED + UPLOADING + UPLOADED);
            Map<String, Long> outcomes = manager.callbacks().stream()
                    .collect(Collectors.groupingBy(
                            callback -> callback.body().path("status").asText()
                                    + callback.body().path("reason").asText(),
                            Collectors.counting()));
            assertThat(outcomes)
                    .isEqualTo(Map.of("success", (long) OWED + UPLOADED, "errorinterrupted", (long) UPLOADING));
            String form = Forms.urlencoded(Map.of(
                    "job_id",
                    "job-packed-4711",
                    "type",
                    "archive",
                    "path",
                    "m.zip",
                    "token",
                    PackagedServer.UPLOAD_TOKEN));
            assertThat(server.send(
                                    "POST",
                                    "/transfer/move",
                                    BodyPublishers.ofString(form),
                                    "Content-Type",
                                    "application/x-www-form-urlencoded")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static void packed(Path temp, String job, String callbacks) throws Exception {
        workspace(temp, job, "packed", ", \"packed_path\": \"temp/" + job + "/packed.zip\"" + callbacks, "packed.zip");
    }

    private static String completion(String job) {
        return ", \"callbacks\": [{\"idempotency_key\": \"key-" + job + "\", \"completed_at\": "
                + Instant.now().getEpochSecond() + ", \"claims\": {\"job_id\": \"" + job
                + "\", \"status\": \"success\"}}]";
    }

    private static void workspace(Path temp, String job, String status, String more, String file) throws Exception {
        Path workspace = Files.createDirectories(temp.resolve(job));
        String record =
                "{\"format_version\": 1, \"job_id\": \"" + job + "\", \"status\": \"" + status + "\"" + more + "}";
        Files.write(workspace.resolve("meta.json"), record.getBytes(StandardCharsets.UTF_8));
        Files.write(workspace.resolve(file), new byte[64]);
    }
}
