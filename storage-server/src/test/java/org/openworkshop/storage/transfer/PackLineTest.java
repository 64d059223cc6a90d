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
        registry = new JobRegistry(main, new JobFeed(System::nanoTime), Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        main.close();
    }

    @Test
    void workThatStandsStillFailsWithATimeout() throws Exception {
        try (PackLine line = line(1, Duration.ofMillis(100), LONG)) {
            assertTimedOut(
                    line.begin(
                            job("job-still-1"),
                            task -> {
                                new CountDownLatch(1).await();
                                return RESULT;
                            },
                            false),
                    "stood still");
            assertThat(get(line.begin(job("job-after-1"), task -> RESULT, false)))
                    .isEqualTo(RESULT);
        }
    }

    @Test
    void workThatGivesSignsIsNotIdleButItsTotalTimeIsLimited() throws Exception {
        try (PackLine line = line(1, Duration.ofMillis(200), Duration.ofSeconds(1))) {
            assertTimedOut(
                    line.begin(
                            job("job-total-1"),
                            task -> {
                                while (!Thread.currentThread().isInterrupted()) {
                                    task.working();
                                }
                                throw new InterruptedIOException();
                            },
                            false),
                    "took longer");
        }
    }

    @Test
    void decoderThatIgnoresInterruptsIsAbandonedWithItsJob() throws Exception {
        AtomicBoolean let = new AtomicBoolean();
        AtomicReference<PackTask> abandoned = new AtomicReference<>();
        CountDownLatch tried = new CountDownLatch(1);
        try (PackLine line = line(1, Duration.ofMillis(100), LONG)) {
            PackTask stuck = line.begin(
                    job("job-stuck-1"),
                    task -> {
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
                    },
                    false);
            assertTimedOut(stuck, "stood still");
            assertThat(line.abandoned()).isEqualTo(1);
            assertThat(get(line.begin(job("job-after-1"), task -> RESULT, false)))
                    .isEqualTo(RESULT);
            let.set(true);
            assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
            await().until(() -> line.abandoned() == 0);
            assertThat(stuck.job().record().stage()).isEqualTo(Stage.PENDING);
        }
    }

    @Test
    void resultThatComesJustInTimeIsNotInterrupted() throws Exception {
        try (PackLine line = line(1, Duration.ofMillis(300), LONG)) {
            PackTask task = line.begin(job("job-quick-1"), working -> RESULT, false);
            AtomicBoolean interrupted = new AtomicBoolean();
            task.result()
                    .whenComplete((result, failure) ->
                            interrupted.set(Thread.currentThread().isInterrupted()))
                    .get();
            assertThat(interrupted).isFalse();
        }
    }

    @Test
    void stopInterruptsWorkAndTurnsAwayWhoWaits() throws Exception {
        PackLine line = line(1, LONG, LONG);
        CountDownLatch begun = new CountDownLatch(1);
        PackTask working = line.begin(
                job("job-stop-1"),
                task -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return RESULT;
                },
                false);
        PackTask waiting = line.begin(job("job-stop-2"), task -> RESULT, false);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        line.close();
        for (PackTask task : new PackTask[] {working, waiting}) {
            assertThatThrownBy(() -> get(task)).hasCauseInstanceOf(StoppingException.class);
        }
    }

    @Test
    void fullLineIsBusy() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (PackLine line = line(0, LONG, LONG)) {
            PackTask working = line.begin(
                    job("job-full-1"),
                    task -> {
                        gate.await();
                        return RESULT;
                    },
                    false);
            assertThatThrownBy(() -> line.begin(job("job-full-2"), task -> RESULT, false))
                    .isInstanceOfSatisfying(
                            TransferException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.BUSY));
            PackTask accepted = line.begin(job("job-full-3"), task -> RESULT, true);
            gate.countDown();
            assertThat(get(working)).isEqualTo(RESULT);
            assertThat(get(accepted)).isEqualTo(RESULT);
        }
    }

    private PackLine line(int capacity, Duration idle, Duration total) {
        return new PackLine(
                new Line(1, capacity, System::nanoTime),
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
