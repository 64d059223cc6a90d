/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.face.workshop.TransferFixture.bytes;
import static org.openworkshop.storage.face.workshop.TransferFixture.storedZip;

import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.TestServer;

/** What a start makes of repacks on request that an earlier run had not ended. */
class RepackRestartTest extends RestartFixture {
    @Test
    void repackOnRequestUnderWayIsDoneAndTellsNobody() throws Exception {
        byte[] zip = storedZip(Map.of("a.txt", "content".repeat(500)));
        workspace(
                JOB,
                "\"status\": \"extracting\", \"repack_level\": 9, \"packed_path\": \"temp/" + JOB
                        + "/packed.zip\", \"packed_bytes\": " + zip.length + ", " + ORDER);
        file(JOB, "packed.zip", zip);
        try (TestServer server = start()) {
            await().until(() -> record(server).path("status").asText().equals("packed"));
            assertThat(record(server).path("pack_level").asInt()).isEqualTo(9);
            assertThat(record(server).has("repack_level")).isFalse();
            assertThat(record(server).path("packed_bytes").asLong())
                    .isEqualTo(Files.size(server.workspace(JOB).resolve("packed.zip")))
                    .isLessThan(zip.length);
            assertThat(server.manager().callbacks()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"cancel_requested_at\": 1700000001,"})
    void repackThatHadReplacedTheResultBeforeACrashIsTaken(String wish) throws Exception {
        byte[] replaced = bytes("no archive, so that it could not be packed again");
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(replaced));
        workspace(
                JOB,
                "\"status\": \"repacking\", \"repack_level\": 9, \"packed_path\": \"temp/" + JOB
                        + "/packed.zip\", \"packed_bytes\": 4, \"sha256\": \"" + "0".repeat(64)
                        + "\", \"repacked_sha256\": \"" + sha256 + "\", " + wish + ORDER);
        file(JOB, "packed.zip", replaced);
        try (TestServer server = start()) {
            await().until(() -> record(server).path("status").asText().equals("packed"));
            assertThat(record(server).path("packed_bytes").asLong()).isEqualTo(replaced.length);
            assertThat(record(server).path("sha256").asText()).isEqualTo(sha256);
            assertThat(record(server).path("pack_level").asInt()).isEqualTo(9);
            assertThat(record(server).fieldNames())
                    .toIterable()
                    .doesNotContain("repack_level", "repacked_sha256", "cancel_requested_at");
            assertThat(server.move(JOB, "archive", "x.zip").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void failedRepackOnRequestLeavesTheEarlierResult() throws Exception {
        workspace(
                JOB,
                "\"status\": \"repacking\", \"repack_level\": 9, \"packed_path\": \"temp/" + JOB
                        + "/packed.zip\", \"packed_bytes\": 4, \"download_path\": \"temp/" + JOB + "/x.zip\", "
                        + ORDER);
        file(JOB, "packed.zip", bytes("good"));
        file(JOB, "x.zip", bytes("PK\3\4 damaged"));
        try (TestServer server = start()) {
            await().until(() -> record(server).path("status").asText().equals("packed"));
            assertThat(server.move(JOB, "archive", "m/1.zip").body()).contains("\"final_bytes\":4");
        }
    }
}
