/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** The worker crashes, hangs or eats memory: its archive fails, that is counted, and the next archive is read by another. */
class NativeHostilityTest {
    private static final Duration PATIENT = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final List<Failure> failures = new CopyOnWriteArrayList<>();
    private Path engineDir;
    private Path archive;

    @BeforeEach
    void makeArchive() throws Exception {
        engineDir = Files.createDirectory(dir.resolve("engine"));
        archive = NativeArchives.ppmd(dir, "big", 1_200_000);
    }

    @AfterEach
    void noWorkerIsLeft() {
        NativeProcessTest.assertNoneIsLeft(engineDir);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "SEGV", "BUS"})
    void aWorkerThatCrashesInTheMiddleFailsItsArchiveOnly(String signal) throws Exception {
        try (NativeEngine engine = engine(NativeWorker.class, PATIENT)) {
            ArchiveException e = failure(engine, signal);
            assertThat(e.reason()).isEqualTo(Reason.UNREADABLE);
            assertThat(e).hasMessageContaining("ended unexpectedly");
            assertThat(failures).containsExactly(Failure.CRASH);
            assertNextIsRead(engine);
        }
        assertThat(failures).containsExactly(Failure.CRASH);
    }

    @Test
    void aWorkerThatHangsInTheMiddleIsKilledAndFailsItsArchiveOnly() throws Exception {
        try (NativeEngine engine = engine(NativeWorker.class, Duration.ofSeconds(2))) {
            ArchiveException e = failure(engine, "STOP");
            assertThat(e.reason()).isEqualTo(Reason.STALLED);
            assertThat(failures).containsExactly(Failure.SILENCE);
            assertNextIsRead(engine);
        }
    }

    @Test
    void aWorkerThatEatsTheHeapEndsAndFailsItsArchiveOnly() throws Exception {
        assertThat(refusal(NativeTestWorkers.Hungry.class)).hasMessageContaining("ran out of memory");
        assertThat(failures).containsExactly(Failure.MEMORY);
    }

    @Test
    void aWorkerThatEatsMemoryOutsideTheHeapIsHeldByItsLimit() throws Exception {
        ArchiveException e = refusal(NativeTestWorkers.HungryOutside.class);
        assertThat(e).hasMessageMatching("The native engine (ended unexpectedly|ran out of memory), code \\d+");
        assertThat(e.getMessage()).doesNotContain("code 99");
        assertThat(failures).hasSize(1).isSubsetOf(Failure.CRASH, Failure.MEMORY);
    }

    @Test
    void aWorkerThatFallsOverABadAddressFailsItsArchiveOnly() throws Exception {
        assertThat(refusal(NativeTestWorkers.Segfaulting.class)).hasMessageContaining("ended unexpectedly");
        assertThat(failures).containsExactly(Failure.CRASH);
        assertThat(engineDir).isEmptyDirectory();
    }

    /** Reads until data came, sends the worker a signal, and reads on. */
    private ArchiveException failure(NativeEngine engine, String signal) throws Exception {
        ArchiveException failure = catchThrowableOfType(ArchiveException.class, () -> {
            try (NativeArchiveReader reader = open(engine)) {
                reader.read(new RarRecordingSink() {
                    private boolean sent;

                    @Override
                    public void data(byte[] bytes, int offset, int length) throws ArchiveException {
                        if (!sent) {
                            sent = true;
                            signal(signal);
                        }
                    }
                });
            }
        });
        assertThat(failure).isNotNull();
        return failure;
    }

    private void assertNextIsRead(NativeEngine engine) throws ArchiveException, IOException {
        RarRecordingSink sink = new RarRecordingSink();
        try (NativeArchiveReader reader = open(engine)) {
            reader.read(sink);
        }
        assertThat(sink.content("big.txt")).hasSize(1_200_000);
    }

    private ArchiveException refusal(Class<?> worker) throws Exception {
        try (NativeEngine engine = engine(worker, PATIENT, NativeSettings.Reuse.NONE)) {
            ArchiveException refusal = catchThrowableOfType(ArchiveException.class, () -> {
                try (NativeArchiveReader reader = open(engine)) {
                    reader.read(new RarRecordingSink());
                }
            });
            assertThat(refusal).isNotNull();
            assertThat(refusal.reason()).isEqualTo(Reason.UNREADABLE);
            return refusal;
        }
    }

    private NativeArchiveReader open(NativeEngine engine) throws ArchiveException, IOException {
        return NativeArchiveReader.open(archive, List.of(NativeFormat.SEVEN_ZIP), engine);
    }

    private NativeEngine engine(Class<?> worker, Duration silence) {
        return engine(worker, silence, NativeSettings.Reuse.DEFAULT);
    }

    private NativeEngine engine(Class<?> worker, Duration silence, NativeSettings.Reuse reuse) {
        return new NativeEngine(
                new NativeSettings(engineDir, silence, 3L << 30, reuse),
                worker,
                Clock.systemUTC(),
                new RecordingEngineListener(failures));
    }

    /** To the Java machine itself, not to what isolates it. */
    private void signal(String signal) {
        ProcessHandle machine = NativeProcessTest.workers(engineDir)
                .flatMap(worker -> Stream.concat(Stream.of(worker), worker.descendants()))
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(machine.pid()))
                    .start()
                    .waitFor();
            assertThat(code).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
