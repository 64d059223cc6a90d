/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.TestServer;

/** Operators end jobs at any moment, also in the one in which they end by themselves. */
class CancelRaceTest extends AdminFixture {
    private static final int ROUNDS = 45;
    /** Until both ends were seen, on a machine that mostly has one. */
    private static final int MOST_ROUNDS = 1000;

    private static final int JOBS = 3;
    private static final long LATEST_NANOS = 40_000_000;

    @Test
    void uploadEitherFailsAsCancelledOrIsPackedAndManagerHearsThat() throws Exception {
        Random random = new Random(7);
        Map<Integer, Integer> seen = new HashMap<>();
        try (TestServer server = server(Map.of())) {
            for (int round = 0; round < ROUNDS || (seen.size() < 2 && round < MOST_ROUNDS); round++) {
                String job = "job-race-" + round % JOBS;
                int before = server.manager().callbacks(job).size();
                byte[] body = new byte[1 + random.nextInt(400_000)];
                CompletableFuture<HttpResponse<String>> upload = upload(server, job, body);
                LockSupport.parkNanos(random.nextLong(LATEST_NANOS));
                int cancel = post(server, "/admin/api/jobs/" + job + "/cancel").statusCode();
                HttpResponse<String> answer = upload.get(60, TimeUnit.SECONDS);

                assertThat(cancel).isIn(202, 404, 409);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(cancel == 202 ? 500 : 200);
                seen.merge(answer.statusCode(), 1, Integer::sum);
                await().atMost(60, TimeUnit.SECONDS)
                        .until(() -> server.manager().callbacks(job).size() > before);
                assertThat(server.manager().callbacks(job)).hasSize(before + 1);
                JsonNode told = server.manager().callbacks(job).get(before).body();
                assertThat(told.path("status").asText()).isEqualTo(cancel == 202 ? "error" : "success");
                assertThat(told.path("reason").asText()).isEqualTo(cancel == 202 ? "interrupted" : "");
                assertThat(job(server, job).path("under_way").asBoolean()).isFalse();
            }
            assertThat(seen).containsOnlyKeys(200, 500);
        }
    }

    @Test
    void repackLeavesAResultThatIsWholeHoweverItEnds() throws Exception {
        Random random = new Random(8);
        Map<Integer, Integer> seen = new HashMap<>();
        byte[] text = "the same text, again and again\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        try (TestServer server = server(Map.of())) {
            for (int round = 0; round < ROUNDS / 3 || (!seen.containsKey(202) && round < MOST_ROUNDS); round++) {
                String job = "job-again-" + round;
                assertThat(upload(server, job, text).get(60, TimeUnit.SECONDS).statusCode())
                        .isEqualTo(200);
                CompletableFuture<HttpResponse<String>> repack = repack(server, job, 1 + round % 9);
                LockSupport.parkNanos(random.nextLong(LATEST_NANOS));
                seen.merge(post(server, "/admin/api/jobs/" + job + "/cancel").statusCode(), 1, Integer::sum);
                repack.get(60, TimeUnit.SECONDS);

                assertThat(job(server, job).path("stage").asText()).isEqualTo("packed");
                assertThat(server.move(job, "resource", job + ".zip").statusCode())
                        .isEqualTo(200);
                byte[] moved = Files.readAllBytes(folder.resolve("main/resource/" + job + ".zip"));
                assertThat(content(moved)).isEqualTo(text);
            }
            assertThat(seen.keySet()).isSubsetOf(202, 409).contains(202);
        }
    }

    private static byte[] content(byte[] zip) throws Exception {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            assertThat(in.getNextEntry()).isNotNull();
            return in.readAllBytes();
        }
    }

    private static CompletableFuture<HttpResponse<String>> repack(TestServer server, String job, int level) {
        Map<String, String> form = Map.of(
                "job_id",
                job,
                "format",
                "zip",
                "compression_level",
                Integer.toString(level),
                "token",
                TestServer.MANAGE_TOKEN);
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.form("POST", "/transfer/repack", form);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
