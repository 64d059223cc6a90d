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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.archive.NativeEngineListener.Failure;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;

/** Whatever a worker does, the archive is refused, soon, and no process stays. */
class NativeProcessTest {
    @TempDir
    Path dir;

    private final List<Failure> failures = new CopyOnWriteArrayList<>();
    private Path engineDir;
    private Path archive;

    @BeforeEach
    void makeArchive() throws IOException {
        archive = Files.write(dir.resolve("any"), new byte[1_000]);
        engineDir = Files.createDirectory(dir.resolve("engine"));
    }

    @AfterEach
    void noWorkerIsLeft() {
        assertNoneIsLeft(engineDir);
    }

    /** Not even one that lost its parent. */
    static void assertNoneIsLeft(Path engineDir) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.allProcesses().noneMatch(process -> isWorker(process, engineDir)));
    }

    private static boolean isWorker(ProcessHandle process, Path engineDir) {
        return process.info().commandLine().orElse("").contains("tmpdir=" + engineDir);
    }

    @Test
    void aWorkerThatCrashesMakesTheArchiveUnreadable() throws Exception {
        assertThat(refusal(NativeTestWorkers.Crashing.class)).hasMessageContaining("ended unexpectedly, code 7");
        assertThat(refusal(NativeTestWorkers.DyingLater.class)).hasMessageContaining("code 9");
        assertThat(failures).containsExactly(Failure.START, Failure.CRASH);
    }

    @Test
    void aSilentWorkerIsKilled() throws Exception {
        assertThat(refusal(NativeTestWorkers.Silent.class, Reason.STALLED)).hasMessageContaining("said nothing");
        assertThat(failures).containsExactly(Failure.SILENCE);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                NativeTestWorkers.Babbling.class,
                NativeTestWorkers.Boasting.class,
                NativeTestWorkers.Greedy.class,
                NativeTestWorkers.Disorderly.class,
                NativeTestWorkers.Forgetful.class,
                NativeTestWorkers.Complaining.class
            })
    void aWorkerThatBreaksTheProtocolIsNotBelieved(Class<?> worker) throws Exception {
        assertThat(refusal(worker)).hasMessageContaining("broke its protocol");
        assertThat(failures)
                .containsExactly(worker == NativeTestWorkers.Babbling.class ? Failure.START : Failure.PROTOCOL);
    }

    @Test
    void anInterruptEndsWaiting() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try (NativeEngine engine = engine(NativeTestWorkers.Silent.class, Duration.ofMinutes(5))) {
                NativeArchiveReader.open(archive, List.of(NativeFormat.ISO), engine);
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
        engine.pool().take();
        engine.pool().take();
        assertThat(workers()).hasSize(2);
        engine.close();
        assertThat(workers()).isEmpty();
        assertThat(engineDir).isEmptyDirectory();
        assertThatThrownBy(engine.pool()::take).isInstanceOf(IOException.class);
        engine.close();
        assertThat(engineDir).isEmptyDirectory();
    }

    @Test
    void aWorkerEndsWhenTheServerIsGone() throws Exception {
        try (NativeLibrary library = new NativeLibrary(engineDir)) {
            List<String> files = library.files().stream().map(Path::toString).toList();
            Process process = new NativeCommand(library.folder(), NativeWorker.class, 3L << 30)
                    .build(NativeIsolation.least(), NativeWorker.class, files)
                    .start();
            process.getOutputStream().close();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatAKilledServerUnpackedIsTakenAway() throws Exception {
        Path abandoned = Files.createDirectories(engineDir.resolve("native-engine-1"));
        Files.writeString(abandoned.resolve("lock"), "");
        Files.writeString(abandoned.resolve("library.so"), "");
        Path strange = Files.createDirectories(engineDir.resolve("native-engine-2"));
        try (NativeLibrary library = new NativeLibrary(engineDir)) {
            assertThat(library.folder()).isNotEqualTo(abandoned).exists();
            assertThat(abandoned).doesNotExist();
            assertThat(strange).exists();
        }
        assertThat(engineDir)
                .isDirectoryContaining(path -> path.equals(strange))
                .isDirectoryNotContaining(path -> !path.equals(strange));
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
            assertThat(engine.state()).isEqualTo("loading");
            assertThat(engine.available()).isFalse();
            assertThat(engine.available()).isFalse();
            assertThat(engine.state()).isEqualTo("failing");
        }
        assertThat(failures).containsExactly(Failure.START);
    }

    @Test
    void aLookThatWasInterruptedSaysNothingAboutTheEngine() throws Exception {
        try (NativeEngine engine = engine(NativeWorker.class, Duration.ofSeconds(30))) {
            Thread.currentThread().interrupt();
            assertThat(engine.available()).isFalse();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(engine.state()).isEqualTo("loading");
            assertThat(engine.available()).isTrue();
            assertThat(engine.state()).isEqualTo("ok");
        }
    }

    private NativeEngine engine(Class<?> worker, Duration silence) {
        return new NativeEngine(
                new NativeSettings(engineDir, silence, 3L << 30, NativeSettings.Reuse.NONE),
                worker,
                Clock.systemUTC(),
                new RecordingEngineListener(failures));
    }

    private ArchiveException refusal(Class<?> worker) throws Exception {
        return refusal(worker, Reason.UNREADABLE);
    }

    private ArchiveException refusal(Class<?> worker, Reason reason) throws Exception {
        try (NativeEngine engine = engine(worker, Duration.ofSeconds(2))) {
            ArchiveException refusal = catchThrowableOfType(ArchiveException.class, () -> {
                try (NativeArchiveReader reader =
                        NativeArchiveReader.open(archive, List.of(NativeFormat.ISO), engine)) {
                    reader.read(new RarRecordingSink());
                }
            });
            assertThat(refusal).isNotNull();
            assertThat(refusal.reason()).isEqualTo(reason);
            return refusal;
        }
    }

    private Stream<ProcessHandle> workers() {
        return workers(engineDir);
    }

    /** Workers of the engine in this folder; the test runner and other tests have children of their own. */
    static Stream<ProcessHandle> workers(Path engineDir) {
        return ProcessHandle.current().children().filter(child -> isWorker(child, engineDir));
    }
}
