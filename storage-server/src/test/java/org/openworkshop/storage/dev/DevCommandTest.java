/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Transfers from the terminal: the command's own output, and what it leaves on disk. */
class DevCommandTest {
    @TempDir
    Path folder;

    private Path home;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> logLevels = new ArrayList<>();

    @BeforeEach
    void keepFilesApart() {
        home = folder.resolve("var");
    }

    private int ingest(String source, String... more) {
        List<String> args =
                new ArrayList<>(List.of("--port=0", "--manager-port=0", "--dir=" + home, "--ingest=" + source));
        args.addAll(List.of(more));
        return run(args);
    }

    private int run(List<String> args) {
        return new CommandLine(new DevCommand(logLevels::add))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args.toArray(String[]::new));
    }

    @Test
    void fileIsStoredAndItsPermanentAddressIsTheLastLine() throws Exception {
        Path result = folder.resolve("out.zip");

        int code = ingest(Samples.zipFile(folder).toString(), "--output=" + result);

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .last()
                .asString()
                .matches("http://127\\.0\\.0\\.1:\\d+/download/archive/mods/1/main\\.zip");
        assertThat(Samples.texts(result)).isEqualTo(Samples.TEXTS);
        assertThat(home.resolve("storage/archive/mods/1/main.zip")).hasSameBinaryContentAs(result);
        assertThat(err.toString()).contains("Uploading", "Extracting", "Repacking 100 %");
        assertThat(logLevels).containsExactly("warn");
    }

    @Test
    void nextRunGivesTheNextModId() throws Exception {
        String file = Samples.zipFile(folder).toString();
        assertThat(ingest(file)).isZero();
        assertThat(ingest(file)).isZero();

        assertThat(out.toString()).contains("/download/archive/mods/1/main.zip", "/download/archive/mods/2/main.zip");
        assertThat(home.resolve("storage/archive/mods/1/main.zip")).isRegularFile();
        assertThat(home.resolve("storage/archive/mods/2/main.zip")).isRegularFile();
    }

    @Test
    void encryptedArchiveIsRefusedWithItsReason() throws Exception {
        Path result = folder.resolve("out.zip");

        assertThat(ingest(Samples.encryptedRar(folder).toString(), "--output=" + result))
                .isEqualTo(1);

        assertThat(err.toString()).contains("The transfer failed: Encrypted zip not allowed (status 400)");
        assertThat(out.toString()).isEmpty();
        assertThat(result).doesNotExist();
    }

    @Test
    void addressOnThisMachineIsFetched() throws Exception {
        try (MockWebServer origin = new MockWebServer()) {
            origin.enqueue(new MockResponse.Builder()
                    .code(200)
                    .body(new Buffer().write(Samples.storedZip()))
                    .build());
            origin.start();
            Path result = folder.resolve("out.zip");

            int code = ingest("http://127.0.0.1:" + origin.getPort() + "/files/mod.zip", "--output=" + result);

            assertThat(code).as(err.toString()).isZero();
            assertThat(Samples.texts(result)).isEqualTo(Samples.TEXTS);
            assertThat(err.toString()).contains("Downloading");
        }
    }

    @Test
    void failedFetchIsReported() throws Exception {
        try (MockWebServer origin = new MockWebServer()) {
            origin.enqueue(new MockResponse.Builder().code(404).build());
            origin.start();

            assertThat(ingest("http://127.0.0.1:" + origin.getPort() + "/gone.zip"))
                    .isEqualTo(1);

            assertThat(err.toString()).contains("The transfer failed: download failed with status 404");
        }
    }

    @Test
    void imageBecomesWebp() throws Exception {
        Path result = folder.resolve("out.webp");

        int code = ingest(Samples.picture(folder).toString(), "--image", "--output=" + result);

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines()).last().asString().matches(".*/download/resource/images/.*\\.webp");
        assertThat(Files.readAllBytes(result)).startsWith('R', 'I', 'F', 'F');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=-1",
                "--manager-port=65536",
                "--image",
                "--output=x",
                "--ingest=/does/not/exist",
                "--ingest=http://bad host/",
                "--ingest=http://127.0.0.1/x --image"
            })
    void wrongUsageStartsNothing(String line) {
        List<String> args = new ArrayList<>(List.of(line.split(" (?=--)")));
        args.add("--dir=" + home);

        assertThat(run(args)).isEqualTo(2);

        assertThat(err.toString()).contains("Usage: dev");
        assertThat(home).doesNotExist();
        assertThat(logLevels).isEmpty();
    }
}
