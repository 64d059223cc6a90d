/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a process: nothing but {@code java -jar} is needed. */
@Timeout(60)
class TokenGenIT {
    private static final String JAR = System.getProperty("token-gen.jar");

    @TempDir
    Path folder;

    private int run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
        Process process = builder.start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String text(String stream) throws IOException {
        return Files.readString(folder.resolve(stream));
    }

    @Test
    void jarPrintsAUsableSetAndNothingElse() throws Exception {
        assertThat(run()).isZero();
        new Output(text("out")).assertUsable(12);
        assertThat(text("err")).isEmpty();
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("out", "err");
    }

    @Test
    void twoRunsDiffer() throws Exception {
        assertThat(run("--cost", "10")).isZero();
        String first = text("out");
        assertThat(run("--cost", "10")).isZero();
        assertThat(new Output(text("out")).forManager().toMap().values())
                .doesNotContainAnyElementsOf(
                        new Output(first).forManager().toMap().values());
    }

    @Test
    void versionIsTheJars() throws Exception {
        assertThat(run("--version")).isZero();
        assertThat(text("out").strip()).isEqualTo("token-gen " + System.getProperty("token-gen.version"));
    }

    @Test
    void wrongUsageIsExitCode2() throws Exception {
        assertThat(run("--cost", "17")).isEqualTo(2);
        assertThat(text("out")).isEmpty();
        assertThat(text("err")).contains("10 to 16");
    }

    @Test
    void jarHoldsNoSignaturesAndNoModuleDescriptor() throws Exception {
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .contains("at/favre/lib/crypto/bcrypt/BCrypt.class", "picocli/CommandLine.class")
                    .noneMatch(
                            name -> name.endsWith("module-info.class") || name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
        }
    }
}
