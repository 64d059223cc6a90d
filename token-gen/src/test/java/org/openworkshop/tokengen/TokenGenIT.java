/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a process: nothing but {@code java -jar} is needed. */
@Timeout(60)
class TokenGenIT {
    private static final String JAR = System.getProperty("token-gen.jar");

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private Path input;

    @BeforeEach
    void input() {
        input = elsewhere.resolve("in");
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-jar", JAR));
        command.addAll(List.of(arguments));
        return run("", command);
    }

    private int run(String typed, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Files.writeString(input, typed).toFile())
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
    void tokenIsHashedFromStandardInput() throws Exception {
        assertThat(run("the token\n", List.of(JAVA, "-jar", JAR, "hash", "--cost=10")))
                .isZero();
        String hash = text("out").strip();
        assertThat(BCrypt.verifyer()
                        .verify("the token".getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8))
                        .verified)
                .isTrue();
        assertThat(text("err")).isEmpty();
    }

    /** What Python's pty module gives it is a terminal as a person has one; only its output is a file. */
    @Test
    void terminalDoesNotShowWhatIsTyped() throws Exception {
        String program = """
                import os, pty, sys
                pid, terminal = pty.fork()
                if pid == 0:
                    os.dup2(os.open('hash', os.O_CREAT | os.O_WRONLY), 1)
                    os.execv(sys.argv[1], sys.argv[1:])
                shown = b''
                while b'Token: ' not in shown:
                    shown += os.read(terminal, 1000)
                os.write(terminal, b'typed-by-hand\\n')
                try:
                    while True:
                        more = os.read(terminal, 1000)
                        if not more:
                            break
                        shown += more
                except OSError:
                    pass
                print(shown.decode())
                sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                """;
        assertThat(run("", List.of("python3", "-c", program, JAVA, "-jar", JAR, "hash", "--cost=10")))
                .as(text("err"))
                .isZero();
        assertThat(text("out")).contains("Token: ").doesNotContain("typed");
        assertThat(BCrypt.verifyer()
                        .verify(
                                "typed-by-hand".getBytes(StandardCharsets.UTF_8),
                                text("hash").strip().getBytes(StandardCharsets.UTF_8))
                        .verified)
                .isTrue();
    }

    @Test
    void tokenThatWasMadeIsVerifiedWithTheWrittenConfiguration() throws Exception {
        assertThat(run("--write", "config.toml", "--cost=10")).isZero();
        assertThat(run("transfer", "--job", "job-12345678", "--config", "config.toml"))
                .isZero();
        String token = text("out");
        List<String> verify = List.of(JAVA, "-jar", JAR, "verify", "-", "--config", "config.toml");
        assertThat(run(token, verify)).isZero();
        assertThat(text("out")).contains("job-12345678", "The server accepts it");
        assertThat(run(token.replace('.', 'x'), verify)).isEqualTo(1);
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
