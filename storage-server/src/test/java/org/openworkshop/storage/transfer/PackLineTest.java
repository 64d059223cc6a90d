/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.storage.MainDirectory;

class PackLineTest {
    private static final Packing.Result RESULT =
            new Packing.Result(Path.of("packed.zip"), "zip", 1, OptionalLong.of(1), "");
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private MainDirectory main;
    private JobRegistry registry;

    @BeforeEach
    void open() throws Exception {
        main = MainDirectory.open(folder.resolve("main"));
        registry = new JobRegistry(main, new JobFeed(System::nanoTime, TransferListener.NONE), Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        main.close();
    }

    @Test
    void workThatStandsStillFailsWithATimeout() throws Exception {
        try (PackLine line = line(Duration.ofMillis(100), LONG)) {
            assertTimedOut(
                    begin(line, job("job-still-1"), task -> {
                        new CountDownLatch(1).await();
                        return RESULT;
                    }),
                    "stood still");
            assertThat(get(begin(line, job("job-after-1"), task -> RESULT))).isEqualTo(RESULT);
        }
    }

    @Test
    void workThatGivesSignsIsNotIdleButItsTotalTimeIsLimited() throws Exception {
        try (PackLine line = line(Duration.ofMillis(200), Duration.ofSeconds(1))) {
            assertTimedOut(
                    begin(line, job("job-total-1"), task -> {
                        while (!Thread.currentThread().isInterrupted()) {
                            task.working();
                        }
                        throw new InterruptedIOException();
                    }),
                    "took longer");
        }
    }

    @Test
    void workThatWasStoppedChangesNothingAnyMore() throws Exception {
        try (PackLine line = line(LONG, LONG)) {
            AtomicBoolean changed = new AtomicBoolean();
            PackTask task = begin(line, job("job-stopped-1"), running -> {
                running.stop(new StoppingException(), System.nanoTime());
                running.change(() -> changed.set(true));
                return RESULT;
            });

            assertThatThrownBy(() -> get(task)).hasCauseInstanceOf(StoppingException.class);
            assertThat(changed).isFalse();
        }
    }

    @Test
    void decoderThatIgnoresInterruptsIsAbandonedWithItsJob() throws Exception {
        AtomicBoolean let = new AtomicBoolean();
        AtomicReference<PackTask> abandoned = new AtomicReference<>();
        CountDownLatch tried = new CountDownLatch(1);
        try (PackLine line = line(Duration.ofMillis(100), LONG)) {
            PackTask stuck = begin(line, job("job-stuck-1"), task -> {
                abandoned.set(task);
                while (!let.get()) {
                    Thread.onSpinWait();
                }
                try {
                    task.enter(Stage.EXTRACTING);
                } finally {
                    tried.countDown();
                }
                return RESULT;
            });
            assertTimedOut(stuck, "stood still");
            assertThat(line.abandoned()).isEqualTo(1);
            assertThat(get(begin(line, job("job-after-1"), task -> RESULT))).isEqualTo(RESULT);
            let.set(true);
            assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
            await().until(() -> line.abandoned() == 0);
            assertThat(stuck.job().record().stage()).isEqualTo(Stage.PENDING);
        }
    }

    @Test
    void interruptThatComesWithTheResultDoesNotHitWhatFollows() throws Exception {
        try (PackLine line = line(LONG, LONG)) {
            PackTask task = line.task(job("job-quick-1"), working -> {
                working.stop(new StoppingException(), System.nanoTime());
                return RESULT;
            });
            CompletableFuture<Boolean> interrupted = task.result()
                    .handle((result, failure) -> Thread.currentThread().isInterrupted());
            line.add(task);
            assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
            assertThat(get(task)).isEqualTo(RESULT);
        }
    }

    @Test
    void stopInterruptsWorkAndTurnsAwayWhoWaits() throws Exception {
        PackLine line = line(LONG, LONG);
        CountDownLatch begun = new CountDownLatch(1);
        PackTask working = begin(line, job("job-stop-1"), task -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return RESULT;
        });
        PackTask waiting = begin(line, job("job-stop-2"), task -> RESULT);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        line.close();
        for (PackTask task : new PackTask[] {working, waiting}) {
            assertThatThrownBy(() -> get(task)).hasCauseInstanceOf(StoppingException.class);
        }
    }

    private static PackTask begin(PackLine line, Job job, PackTask.Work work) {
        PackTask task = line.task(job, work);
        line.add(task);
        return task;
    }

    private PackLine line(Duration idle, Duration total) {
        return new PackLine(
                new Line(1, 0, System::nanoTime, time -> {}),
                main.space(),
                new PackLine.Limits(idle, total, Duration.ofMillis(300)));
    }

    private Job job(String id) throws Exception {
        return registry.claim(new JobId(id)).orElseThrow();
    }

    private static Packing.Result get(PackTask task) throws Exception {
        return task.result().get(30, TimeUnit.SECONDS);
    }

    private static void assertTimedOut(PackTask task, String detail) {
        assertThatThrownBy(() -> get(task))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessageContaining(detail)
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.reasonText()).isEqualTo("timeout"));
    }
}
