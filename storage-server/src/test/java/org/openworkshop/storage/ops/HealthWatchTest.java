/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Disk disk = new Disk();
    private final HealthWatch watch = new HealthWatch(new Health(List.of(disk), List.of(), stopping::get), now::get);

    @AfterEach
    void close() {
        disk.free.countDown();
        watch.close();
    }

    /** A check that can be made to hang. */
    private static final class Disk implements HealthCheck {
        private final CountDownLatch free = new CountDownLatch(1);
        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicBoolean full = new AtomicBoolean();
        private volatile boolean hangs;

        @Override
        public String name() {
            return "disk";
        }

        @Override
        public State state() {
            looks.incrementAndGet();
            try {
                if (hangs) {
                    free.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return full.get() ? State.failing("full") : State.OK;
        }
    }

    @Test
    void eachReportIsOfALookThatBeganAfterItWasAskedFor() {
        assertThat(watch.report().join().healthy()).isTrue();
        disk.full.set(true);
        assertThat(watch.report().join().checks()).containsEntry("disk", "full");
        disk.full.set(false);
        assertThat(watch.report().join().healthy()).isTrue();
    }

    @Test
    void whileALookHangsTheOneBeforeIsToldAndThenThatItHangs() {
        assertThat(watch.report().join().healthy()).isTrue();
        disk.hangs = true;
        assertThat(watch.report().join().healthy()).isTrue();
        now.addAndGet(HealthWatch.HANGS.toNanos() - 1);
        assertThat(watch.report().join().healthy()).isTrue();
        now.addAndGet(1);
        Health.Report report = watch.report().join();
        assertThat(report.status()).isEqualTo("failing");
        assertThat(report.checks()).containsEntry("disk", "no answer for 5 s");
    }

    @Test
    void thoseWhoAskWhileALookHangsAreAnsweredAtOnceAndStartNoOther() {
        assertThat(watch.report().join().healthy()).isTrue();
        disk.hangs = true;
        watch.report().join();
        now.addAndGet(HealthWatch.HANGS.toNanos());
        for (int i = 0; i < 1000; i++) {
            assertThat(watch.report()).isDone();
        }
        assertThat(disk.looks).hasValue(2);
    }

    @Test
    void aStopIsToldEvenWhileALookHangs() {
        assertThat(watch.report().join().healthy()).isTrue();
        disk.hangs = true;
        watch.report().join();
        stopping.set(true);
        assertThat(watch.report().join().status()).isEqualTo("stopping");
    }
}
