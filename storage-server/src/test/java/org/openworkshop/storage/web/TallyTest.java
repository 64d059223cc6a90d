/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void whoWaitsIsToldOfTheLastEndWheneverItComes() throws Exception {
        Tally tally = new Tally();
        for (int i = 0; i < 2000; i++) {
            tally.enter();
            CompletableFuture<Void> leaving = CompletableFuture.runAsync(tally::leave);
            assertThat(tally.awaitNone(LONG)).isTrue();
            leaving.get();
        }
    }

    @Test
    void waitEndsInTimeWhileSomeAreUnderWay() throws Exception {
        Tally tally = new Tally();
        tally.enter();
        assertThat(tally.awaitNone(Duration.ofMillis(1))).isFalse();
        assertThat(tally.count()).isEqualTo(1);
    }

    @Test
    void countIsExactHoweverManyCount() throws Exception {
        Tally tally = new Tally();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 10_000; i++) {
                    tally.enter();
                    tally.enter();
                    tally.leave();
                }
            }));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get();
        }
        assertThat(tally.count()).isEqualTo(40_000);
    }
}
