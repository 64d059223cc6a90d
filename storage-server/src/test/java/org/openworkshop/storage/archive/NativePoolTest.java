/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.NativeEngineListener.Failure;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;

/** How long a worker process is kept and who gets it. */
class NativePoolTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final Set<Thread> watchesBefore = allWatches().collect(Collectors.toSet());

    @TempDir
    Path dir;

    private final List<Failure> failures = new CopyOnWriteArrayList<>();
    private final RecordingEngineListener listener = new RecordingEngineListener(failures);
    private Path engineDir;
    private Path archive;

    @BeforeEach
    void makeArchive() throws Exception {
        engineDir = Files.createDirectory(dir.resolve("engine"));
        archive = NativeArchives.ppmd(dir, "small", 20_000);
    }

    @AfterEach
    void noWorkerIsLeft() {
        NativeProcessTest.assertNoneIsLeft(engineDir);
    }

    @Test
    void aWorkerReadsArchiveAfterArchive() throws Exception {
        try (NativeEngine engine = engine(50, 2, NEVER)) {
            assertThat(pids()).isEmpty();
            for (int i = 0; i < 5; i++) {
                read(engine);
            }
            assertThat(listener.starts).hasValue(1);
            assertThat(pids()).hasSize(1);
        }
    }

    @Test
    void theWorkerThatWasTriedReadsTheFirstArchive() throws Exception {
        try (NativeEngine engine = engine(50, 2, NEVER)) {
            assertThat(engine.available()).isTrue();
            Set<Long> tried = pids();
            assertThat(tried).hasSize(1);
            read(engine);
            assertThat(pids()).isEqualTo(tried);
            assertThat(listener.starts).hasValue(1);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aWorkerThatWasUsedUpIsReplacedBeforeTheNextArchiveComes() throws Exception {
        try (NativeEngine engine = engine(3, 2, NEVER)) {
            read(engine);
            Set<Long> first = pids();
            read(engine);
            assertThat(pids()).isEqualTo(first);
            read(engine);
            assertThat(pids()).hasSize(1).doesNotContainAnyElementsOf(first);
            assertThat(engine.pool().idle()).isEqualTo(1);
            assertThat(listener.starts).hasValue(2);
        }
    }

    @Test
    void aWorkerWhoseArchiveWasNotReadToItsEndIsNotUsedAgain() throws Exception {
        try (NativeEngine engine = engine(50, 2, NEVER)) {
            NativeArchiveReader reader = open(engine);
            Set<Long> first = pids();
            reader.close();
            reader.close();
            read(engine);
            assertThat(pids()).hasSize(1).doesNotContainAnyElementsOf(first);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aWorkerWhoseArchiveWasRefusedIsNotUsedAgainAndIsNotCountedAsLost() throws Exception {
        Path damaged = Files.write(dir.resolve("damaged"), new byte[5_000]);
        try (NativeEngine engine = engine(50, 2, NEVER)) {
            read(engine);
            Set<Long> first = pids();
            assertThatThrownBy(() -> NativeArchiveReader.open(damaged, List.of(NativeFormat.ISO), engine))
                    .isInstanceOf(ArchiveException.class);
            assertThat(pids()).hasSize(1).doesNotContainAnyElementsOf(first);
            read(engine);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aWorkerWithNothingToDoEnds() throws Exception {
        try (NativeEngine engine = engine(50, 2, Duration.ofMillis(1))) {
            read(engine);
            await().until(() -> pids().isEmpty());
            assertThat(engine.pool().idle()).isZero();
            read(engine);
            assertThat(listener.starts).hasValue(2);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aWorkerThatDiesWhileItWaitsIsCountedAndHarmsNoArchive() throws Exception {
        try (NativeEngine engine = engine(50, 2, NEVER)) {
            read(engine);
            NativeProcessTest.workers(engineDir).forEach(ProcessHandle::destroyForcibly);
            await().until(() -> engine.pool().idle() == 0);
            read(engine);
            assertThat(listener.starts).hasValue(2);
        }
        assertThat(failures).containsExactly(Failure.CRASH);
    }

    @Test
    void archivesAtTheSameTimeHaveAWorkerEachAndFewAreKept() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (NativeEngine engine = engine(50, 2, NEVER)) {
            CyclicBarrier allOpen = new CyclicBarrier(4);
            Set<Long> seen = new HashSet<>();
            List<Future<?>> jobs = Stream.generate(() -> threads.submit(() -> {
                        try (NativeArchiveReader reader = open(engine)) {
                            allOpen.await();
                            synchronized (seen) {
                                seen.addAll(pids());
                            }
                            allOpen.await();
                            reader.read(new RarRecordingSink());
                        }
                        return null;
                    }))
                    .limit(4)
                    .collect(Collectors.toList());
            for (Future<?> job : jobs) {
                job.get();
            }
            assertThat(seen).hasSize(4);
            assertThat(pids()).hasSize(2);
            assertThat(engine.pool().idle()).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void manyArchivesLeaveNoHandlesAndNoThreads() throws Exception {
        try (NativeEngine engine = engine(15, 2, NEVER)) {
            read(engine);
            long files = openFiles();
            for (int i = 0; i < 60; i++) {
                read(engine);
            }
            assertThat(openFiles()).isLessThanOrEqualTo(files + 3);
            await().until(() -> watches() == 1);
            assertThat(pids()).hasSize(1);
            assertThat(listener.starts.get()).isBetween(4, 6);
        }
        await().until(() -> watches() == 0);
        assertThat(failures).isEmpty();
    }

    @Test
    void closingEndsWorkersInUseAndWaitingOnes() throws Exception {
        NativeEngine engine = engine(50, 2, NEVER);
        NativeArchiveReader one = open(engine);
        read(engine);
        assertThat(pids()).hasSize(2);
        engine.close();
        assertThat(pids()).isEmpty();
        assertThatThrownBy(() -> one.read(new RarRecordingSink())).isInstanceOf(IOException.class);
        one.close();
        assertThat(pids()).isEmpty();
        assertThat(engineDir).isEmptyDirectory();
        assertThat(failures).isEmpty();
    }

    private NativeEngine engine(int archives, int idle, Duration idleTime) {
        NativeSettings settings = new NativeSettings(
                engineDir, Duration.ofSeconds(60), 3L << 30, new NativeSettings.Reuse(archives, idle, idleTime));
        return new NativeEngine(settings, NativeWorker.class, Clock.systemUTC(), listener);
    }

    private NativeArchiveReader open(NativeEngine engine) throws ArchiveException, IOException {
        return NativeArchiveReader.open(archive, List.of(NativeFormat.SEVEN_ZIP), engine);
    }

    private void read(NativeEngine engine) throws ArchiveException, IOException {
        RarRecordingSink sink = new RarRecordingSink();
        try (NativeArchiveReader reader = open(engine)) {
            reader.read(sink);
        }
        assertThat(sink.content("small.txt")).hasSize(20_000);
    }

    private Set<Long> pids() {
        return NativeProcessTest.workers(engineDir).map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /** Watches of this test's engines; other tests of this Java machine may have left theirs to end by themselves. */
    private long watches() {
        return allWatches().filter(thread -> !watchesBefore.contains(thread)).count();
    }

    private static Stream<Thread> allWatches() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("native-worker-watch"));
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
