/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;

/** Whatever a worker does, the archive is refused, soon, and no process stays. */
class NativeProcessTest {
    @TempDir
    Path dir;

    @AfterEach
    void noWorkerIsLeft() {
        await().atMost(Duration.ofSeconds(10)).until(() -> workers().findAny().isEmpty());
    }

    @Test
    void aWorkerThatCrashesMakesTheArchiveUnreadable() throws Exception {
        assertThat(refusal(NativeTestWorkers.Crashing.class)).hasMessageContaining("ended unexpectedly, code 7");
        assertThat(refusal(NativeTestWorkers.DyingLater.class)).hasMessageContaining("code 9");
    }

    @Test
    void aSilentWorkerIsKilled() throws Exception {
        assertThat(refusal(NativeTestWorkers.Silent.class, Reason.STALLED)).hasMessageContaining("said nothing");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                NativeTestWorkers.Babbling.class,
                NativeTestWorkers.Boasting.class,
                NativeTestWorkers.Disorderly.class,
                NativeTestWorkers.Forgetful.class,
                NativeTestWorkers.Complaining.class
            })
    void aWorkerThatBreaksTheProtocolIsNotBelieved(Class<?> worker) throws Exception {
        assertThat(refusal(worker)).hasMessageContaining("broke its protocol");
    }

    @Test
    void anInterruptEndsWaiting() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try (NativeEngine engine = engine(NativeTestWorkers.Silent.class, Duration.ofMinutes(5))) {
                NativeArchiveReader.open(dir, List.of(NativeFormat.ISO), engine);
            } catch (ArchiveException | IOException e) {
                thrown.set(e);
            }
        });
        reader.start();
        await().until(() -> workers().findAny().isPresent());
        reader.interrupt();
        reader.join(10_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void closingTheEngineEndsItsWorkersAndDeletesTheLibrary() throws Exception {
        NativeEngine engine = engine(NativeTestWorkers.Silent.class, Duration.ofMinutes(5));
        engine.start();
        engine.start();
        assertThat(workers()).hasSize(2);
        engine.close();
        assertThat(workers()).isEmpty();
        assertThat(dir).isEmptyDirectory();
        assertThatThrownBy(engine::start).isInstanceOf(IOException.class);
        engine.close();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void aWorkerEndsWhenTheServerIsGone() throws Exception {
        try (NativeLibrary library = new NativeLibrary(dir)) {
            Process process = NativeCommand.build(NativeWorker.class, library.files(), library.folder(), 3L << 30)
                    .start();
            process.getOutputStream().close();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatAKilledServerUnpackedIsTakenAway() throws Exception {
        Path abandoned = Files.createDirectories(dir.resolve("native-engine-1"));
        Files.writeString(abandoned.resolve("lock"), "");
        Files.writeString(abandoned.resolve("library.so"), "");
        Path strange = Files.createDirectories(dir.resolve("native-engine-2"));
        try (NativeLibrary library = new NativeLibrary(dir)) {
            assertThat(library.folder()).isNotEqualTo(abandoned).exists();
            assertThat(abandoned).doesNotExist();
            assertThat(strange).exists();
        }
        assertThat(dir)
                .isDirectoryContaining(path -> path.equals(strange))
                .isDirectoryNotContaining(path -> !path.equals(strange));
    }

    @Test
    void theWorkerInheritsNothingFromTheEnvironmentAndCanWriteNoFile() throws Exception {
        ProcessBuilder command = NativeCommand.build(NativeWorker.class, List.of(), dir, 3L << 30);
        assertThat(command.environment()).containsOnlyKeys("LC_ALL", "MALLOC_ARENA_MAX");
        List<String> shell = command.command().subList(0, 4);
        Path written = dir.resolve("written");
        Process process = new ProcessBuilder(shell)
                .command(Stream.concat(shell.stream(), Stream.of("/bin/sh", "-c", "echo text > " + written))
                        .toList())
                .start();
        assertThat(process.waitFor()).isNotZero();
        assertThat(written)
                .satisfiesAnyOf(
                        file -> assertThat(file).doesNotExist(),
                        file -> assertThat(file).isEmptyFile());
        Files.deleteIfExists(written);
    }

    @Test
    void theWorkerRunsUnderItsMemoryLimit() throws Exception {
        try (NativeEngine engine = engine(NativeTestWorkers.Silent.class, Duration.ofSeconds(60));
                NativeProcess process = engine.start()) {
            process.expect(WorkerProtocol.READY);
            List<String> limits = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "limits"));
            assertThat(limits).anyMatch(line -> line.matches("Max address space +3221225472 +3221225472 .*"));
            assertThat(limits).anyMatch(line -> line.matches("Max file size +0 +0 .*"));
        }
    }

    @Test
    void theEngineIsAvailableHere() throws Exception {
        try (NativeEngine engine = engine(NativeWorker.class, Duration.ofSeconds(60))) {
            assertThat(engine.available()).isTrue();
            assertThat(engine.available()).isTrue();
        }
    }

    @Test
    void aFailingEngineIsNotAvailableAndNotTriedAgainAtOnce() throws Exception {
        try (NativeEngine engine = engine(NativeTestWorkers.Crashing.class, Duration.ofSeconds(60))) {
            assertThat(engine.available()).isFalse();
            long before = System.nanoTime();
            assertThat(engine.available()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(40));
        }
    }

    private NativeEngine engine(Class<?> worker, Duration silence) {
        return new NativeEngine(new NativeSettings(dir, silence, 3L << 30), worker, Clock.systemUTC());
    }

    private ArchiveException refusal(Class<?> worker) throws Exception {
        return refusal(worker, Reason.UNREADABLE);
    }

    private ArchiveException refusal(Class<?> worker, Reason reason) throws Exception {
        try (NativeEngine engine = engine(worker, Duration.ofSeconds(2))) {
            ArchiveException refusal = catchThrowableOfType(ArchiveException.class, () -> {
                try (NativeArchiveReader reader =
                        NativeArchiveReader.open(dir.resolve("any"), List.of(NativeFormat.ISO), engine)) {
                    reader.read(new RarRecordingSink());
                }
            });
            assertThat(refusal).isNotNull();
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(workers()).isEmpty();
            return refusal;
        }
    }

    private Stream<ProcessHandle> workers() {
        return workers(dir);
    }

    /** Workers of the engine in this folder; the test runner and other tests have children of their own. */
    static Stream<ProcessHandle> workers(Path engineDir) {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("tmpdir=" + engineDir));
    }
}
