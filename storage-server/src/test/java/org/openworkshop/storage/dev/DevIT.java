/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program's development mode. */
class DevIT {
    private static final int LONGEST_SECONDS = 120;

    @TempDir
    Path folder;

    private Process dev(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                System.getProperty("storage.jar"),
                "dev",
                "--port=0",
                "--manager-port=0",
                "--dir=" + folder.resolve("var")));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    @Test
    void fileIsIngestedAndTheProgramEnds() throws Exception {
        Path result = folder.resolve("out.zip");
        Process program = dev("--ingest=" + Samples.zipFile(folder), "--output=" + result);

        List<String> lines = program.inputReader().lines().toList();

        assertThat(program.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue())
                .as(Files.readString(folder.resolve("err.txt")))
                .isZero();
        assertThat(lines).last().asString().endsWith("/download/archive/mods/1/main.zip");
        assertThat(Samples.texts(result)).isEqualTo(Samples.TEXTS);
    }

    @Test
    void pageIsServedUntilTheProgramIsStopped() throws Exception {
        Process program = dev();
        try (BufferedReader out = program.inputReader()) {
            String page = out.readLine().replace("Open this page:", "").strip();
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(URI.create(page)).build(), BodyHandlers.ofString())
                            .body())
                    .contains("<title>Open Workshop Storage");
            program.destroy();
            assertThat(program.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(folder.resolve("err.txt"))).doesNotContain("WARN", "ERROR");
        } finally {
            program.destroyForcibly();
        }
    }
}
