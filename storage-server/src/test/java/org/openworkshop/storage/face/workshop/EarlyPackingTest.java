/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.Tools;
import org.openworkshop.storage.server.FakeManager.Callback;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** Uploads that are packed while they come in. */
class EarlyPackingTest {
    private static final int FILES = 12;
    private static final int FILE_BYTES = 1_000_000;

    @TempDir
    Path folder;

    private TestServer server;
    private byte[] archive;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of());
        archive = Files.readAllBytes(archive("a.tar.gz", "tar", "-czf"));
    }

    @AfterEach
    void stop() {
        server.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("early-pack"));
    }

    private Path archive(String name, String... command) throws Exception {
        Path files = Files.createDirectories(folder.resolve("files"));
        Random random = new Random(5);
        for (int i = 0; i < FILES; i++) {
            byte[] noise = new byte[FILE_BYTES];
            random.nextBytes(noise);
            Files.write(files.resolve("f" + i), noise);
        }
        Path file = folder.resolve(name);
        String[] line = Arrays.copyOf(command, command.length + 2);
        line[command.length] = file.toString();
        line[command.length + 1] = ".";
        Tools.run(files, line);
        return file;
    }

    private RawConnection begin(String job, String name, int length) throws Exception {
        return new RawConnection(server.port())
                .head(
                        "POST /transfer/upload?filename=" + name + "&token=" + server.token(job, Map.of()),
                        "Content-Length: " + length);
    }

    /** Bytes of ZIPs that are being made in the job's workspace. */
    private long packedBytes(String job) {
        try (Stream<Path> files = Files.list(server.workspace(job))) {
            return files.filter(file -> file.getFileName().toString().startsWith(".packing"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String digestOfResult(String job) throws Exception {
        byte[] zip = Files.readAllBytes(server.workspace(job).resolve("packed.zip"));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zip));
    }

    @Test
    void mostIsPackedWhenTheLastByteArrivesAndTheResultIsTheSame() throws Exception {
        int most = archive.length * 5 / 6;
        try (RawConnection client = begin("job-early-001", "a.tar.gz", archive.length)) {
            client.send(Arrays.copyOf(archive, most));
            // Blocks that are compressed and wait for their turn to be written are not in the file yet.
            await().until(() -> packedBytes("job-early-001") > FILES / 3 * (long) FILE_BYTES);
            assertThat(Files.readString(server.workspace("job-early-001").resolve("meta.json")))
                    .contains("\"status\" : \"uploading\"");
            client.send(Arrays.copyOfRange(archive, most, archive.length));
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(packedBytes("job-early-001")).isZero();
        // Without a stated length nothing begins early.
        try (RawConnection client = new RawConnection(server.port())) {
            client.head(
                    "POST /transfer/upload?filename=a.tar.gz&token=" + server.token("job-early-002", Map.of()),
                    "Transfer-Encoding: chunked");
            client.send(Integer.toHexString(archive.length) + "\r\n")
                    .send(archive)
                    .send("\r\n0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(digestOfResult("job-early-001")).isEqualTo(digestOfResult("job-early-002"));
        Callback told = server.manager().callbacks("job-early-001").get(0);
        assertThat(told.body().path("status").asText()).isEqualTo("success");
        assertThat(told.body().path("unpacked_bytes").asLong()).isEqualTo((long) FILES * FILE_BYTES);
        assertThat(told.body().path("sha256").asText()).isEqualTo(digestOfResult("job-early-001"));
    }

    @Test
    void uploadThatBreaksOffLeavesNothingBehind() throws Exception {
        try (RawConnection client = begin("job-early-003", "a.tar.gz", archive.length)) {
            client.send(Arrays.copyOf(archive, archive.length * 5 / 6));
            await().until(() -> packedBytes("job-early-003") > FILE_BYTES);
            client.reset();
        }
        await().until(() -> !server.manager().callbacks("job-early-003").isEmpty());
        await().until(() -> !Files.exists(server.workspace("job-early-003")));
    }

    @Test
    void damageThatShowsAtTheEndIsRefusedWithItsReason() throws Exception {
        byte[] damaged = archive.clone();
        damaged[damaged.length - 5] ^= 1;
        try (RawConnection client = begin("job-early-004", "a.tar.gz", damaged.length)) {
            client.send(Arrays.copyOf(damaged, damaged.length - 10));
            await().until(() -> packedBytes("job-early-004") > 2L * FILE_BYTES);
            client.send(Arrays.copyOfRange(damaged, damaged.length - 10, damaged.length));
            assertThat(client.answer().status()).isEqualTo(500);
        }
        Callback told = server.manager().callbacks("job-early-004").get(0);
        assertThat(told.body().path("reason").asText()).isEqualTo("repack_failed");
        assertThat(told.body().path("detail").asText()).contains("damaged");
    }

    @Test
    void ratioIsThatOfWhatHasArrivedNotOfWhatWasAnnounced() throws Exception {
        Path bomb = folder.resolve("bomb.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            for (int i = 0; i < 150; i++) {
                out.write(new byte[1_000_000]);
            }
        }
        try (RawConnection client = new RawConnection(server.port())) {
            client.head(
                    "POST /transfer/upload?filename=bomb.gz&token="
                            + server.token("job-early-007", Map.of("pack_level", 0)),
                    "Content-Length: " + (1 << 30));
            client.send(Files.readAllBytes(bomb));
            await().until(() -> packing());
            await().until(() -> !packing());
            assertThat(packedBytes("job-early-007")).isZero();
            client.reset();
        }
    }

    private static boolean packing() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("early-pack"));
    }

    @Test
    void whatHasToBeThereAsAWholeIsPackedAfterwards() throws Exception {
        byte[] zip = Files.readAllBytes(archive("a.zip", "zip", "-qr0"));
        try (RawConnection client = begin("job-early-005", "a.zip", zip.length)) {
            client.send(Arrays.copyOf(zip, zip.length / 2));
            await().until(() -> Files.exists(server.workspace("job-early-005").resolve(".incoming"))
                    && Files.size(server.workspace("job-early-005").resolve(".incoming")) == zip.length / 2);
            client.send(Arrays.copyOfRange(zip, zip.length / 2, zip.length));
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(server.workspace("job-early-005").resolve("packed.zip")).exists();
    }

    @Test
    void singleCompressedFileKeepsItsName() throws Exception {
        byte[] noise = new byte[2_000_000];
        new Random(1).nextBytes(noise);
        Path file = folder.resolve("x.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(noise);
        }
        byte[] gzip = Files.readAllBytes(file);
        try (RawConnection client = begin("job-early-006", "map.pak.gz", gzip.length)) {
            assertThat(client.send(gzip).answer().status()).isEqualTo(200);
        }
        try (var zip = new java.util.zip.ZipFile(
                server.workspace("job-early-006").resolve("packed.zip").toFile())) {
            assertThat(zip.size()).isEqualTo(1);
            assertThat(zip.getEntry("map.pak").getSize()).isEqualTo(noise.length);
        }
    }
}
