/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.Uncaught;

class LateRecordsTest {
    private static final OutOfMemoryError ERROR = new OutOfMemoryError("none left");

    @Test
    void aRecordIsTriedUntilItIsWritten() throws Exception {
        try (LateRecords records = new LateRecords()) {
            AtomicInteger tries = new AtomicInteger();
            CompletableFuture<Integer> waiting = new CompletableFuture<>();
            LateRecords.Write second = () -> {
                if (tries.incrementAndGet() < 2) {
                    throw new IOException("full");
                }
            };
            records.add("job-0001", second, () -> waiting.complete(records.waiting()));
            assertThat(records.waiting()).isEqualTo(1);
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isZero();
            assertThat(tries).hasValue(2);
        }
    }

    @Test
    void anErrorInARecordIsNotKeptAndTheRecordWaitsNoMore() throws Exception {
        try (Uncaught uncaught = new Uncaught();
                LateRecords records = new LateRecords()) {
            records.add(
                    "job-0001",
                    () -> {
                        throw ERROR;
                    },
                    () -> {});
            assertThat(uncaught.await()).isSameAs(ERROR);
            assertThat(records.waiting()).isZero();
        }
    }

    @Test
    void anErrorInWhatFollowsIsNotKept() throws Exception {
        try (Uncaught uncaught = new Uncaught();
                LateRecords records = new LateRecords()) {
            records.add("job-0001", () -> {}, () -> {
                throw ERROR;
            });
            assertThat(uncaught.await()).isSameAs(ERROR);
        }
    }

    @Test
    void aRecordThatCannotBeWrittenAtAllWaitsNoMore() {
        try (LateRecords records = new LateRecords()) {
            records.add(
                    "job-0001",
                    () -> {
                        throw new IllegalStateException("a fault");
                    },
                    () -> {});
            await().until(() -> records.waiting() == 0);
        }
    }
}
