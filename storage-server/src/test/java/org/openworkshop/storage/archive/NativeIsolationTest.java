/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;

/** What a worker can do to the machine. The kernel decides which isolations there are; the weakest is always there. */
class NativeIsolationTest {
    private static final long ADDRESS_SPACE = 3L << 30;

    @TempDir
    Path dir;

    private NativeLibrary library;
    private NativeCommand command;

    @BeforeEach
    void makeCommand() throws IOException {
        library = new NativeLibrary(Files.createDirectory(dir.resolve("engine")));
        command = new NativeCommand(library.folder(), NativeTestWorkers.class, ADDRESS_SPACE);
    }

    @AfterEach
    void closeLibrary() throws IOException {
        library.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = NativeIsolation.class,
            names = {"BWRAP", "NAMESPACES"})
    void whatHoldsHidesTheServersFilesAndForbidsWritingAndTheNetwork(NativeIsolation isolation) throws Exception {
        Path secret = Files.writeString(dir.resolve("secret"), "token");
        if (!NativeIsolationTry.holds(command, isolation)) {
            // Then it must not be chosen either.
            assertThat(NativeIsolationTry.strongest(command)).isNotEqualTo(isolation);
            return;
        }
        String said = run(isolation, NativeTestWorkers.Prying.class, secret.toString());
        assertThat(said)
                .contains("network unreachable", "unreadable", "unwritable", "alone")
                .doesNotContain("token");
        assertThat(library.folder().resolve("written")).doesNotExist();
    }

    @Test
    void withoutAnyIsolationTheProbeFindsTheHoles() throws Exception {
        assertThat(NativeIsolationTry.holds(command, NativeIsolation.least())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(NativeIsolation.class)
    void theWorkerInheritsNothingFromTheEnvironment(NativeIsolation isolation) throws Exception {
        if (isolation != NativeIsolation.PROCESS && !isPossible(isolation)) {
            assertThat(NativeIsolationTry.strongest(command)).isNotEqualTo(isolation);
            return;
        }
        assertThat(command.build(isolation, NativeWorker.class, List.of()).environment())
                .containsOnlyKeys("LC_ALL", "MALLOC_ARENA_MAX", "TZ");
        // Shells add what says nothing: where they stand.
        assertThat(run(isolation, NativeTestWorkers.Prying.class, "/none")
                        .lines()
                        .filter(line -> line.startsWith("environment ")))
                .singleElement()
                .asString()
                .matches("environment \\[((LC_ALL|MALLOC_ARENA_MAX|TZ|PWD|OLDPWD|SHLVL|_)(, )?)+]");
    }

    @Test
    void theWorkerRunsUnderItsLimitsWhateverTheIsolation() throws Exception {
        for (NativeIsolation isolation :
                List.of(NativeIsolation.BWRAP, NativeIsolation.NAMESPACES, NativeIsolation.LIMITS)) {
            if (isPossible(isolation)) {
                assertThat(run(isolation, NativeTestWorkers.Prying.class, "/none"))
                        .containsPattern("Max address space +3221225472 +3221225472 ")
                        .containsPattern("Max file size +0 +0 ")
                        .containsPattern("Max core file size +0 +0 ");
            }
        }
    }

    /** The system kills an isolated process with the thread that started it; a pool's threads come and go. */
    @Test
    void aWorkerOutlivesTheThreadThatAskedForIt() throws Exception {
        Path engineDir = Files.createDirectory(dir.resolve("other"));
        NativeSettings settings = new NativeSettings(engineDir, Duration.ofSeconds(60), ADDRESS_SPACE);
        try (NativeEngine engine =
                new NativeEngine(settings, NativeWorker.class, Clock.systemUTC(), NativeEngineListener.NONE)) {
            NativeProcess[] taken = new NativeProcess[1];
            Thread asking = new Thread(() -> {
                try {
                    taken[0] = engine.pool().take();
                } catch (ArchiveException | IOException e) {
                    throw new AssertionError(e);
                }
            });
            asking.start();
            asking.join();
            engine.pool().giveBack(taken[0]);
            assertThat(engine.pool().take()).isSameAs(taken[0]);
        }
    }

    private boolean isPossible(NativeIsolation isolation) throws IOException {
        return isolation == NativeIsolation.least() || NativeIsolationTry.holds(command, isolation);
    }

    private String run(NativeIsolation isolation, Class<?> worker, String argument) throws Exception {
        Process process = command.build(isolation, worker, List.of(argument))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
