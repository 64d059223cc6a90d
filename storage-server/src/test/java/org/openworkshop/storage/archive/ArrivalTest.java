/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Waiting for bytes of a file that is being received. */
class ArrivalTest {
    private final Arrival arrival = new Arrival(1000);

    /** A thread that waits for a byte. */
    private final class Reader extends Thread {
        private final CompletableFuture<Long> there = new CompletableFuture<>();
        private final long position;

        Reader(long position) {
            this.position = position;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                there.complete(arrival.await(position));
            } catch (Exception e) {
                there.completeExceptionally(e);
            }
        }

        Reader begin() {
            start();
            await().until(() -> getState() == State.WAITING);
            return this;
        }

        long bytes() throws Exception {
            return there.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void eachIsWokenByTheByteThatItWaitsFor() throws Exception {
        Reader late = new Reader(99).begin();
        Reader early = new Reader(9).begin();
        arrival.arrived(9);
        arrival.arrived(10);
        assertThat(early.bytes()).isEqualTo(10);
        assertThat(late.there).isNotDone();
        arrival.arrived(99);
        arrival.arrived(200);
        assertThat(late.bytes()).isEqualTo(200);
    }

    @Test
    void readerIsWokenAgainForALaterByte() throws Exception {
        for (int position = 0; position < 100; position += 10) {
            Reader reader = new Reader(position).begin();
            arrival.arrived(position + 1);
            assertThat(reader.bytes()).isEqualTo(position + 1);
        }
    }

    @Test
    void endWakesWhoWaitsForMore() throws Exception {
        arrival.arrived(10);
        Reader reader = new Reader(500).begin();
        arrival.complete();
        assertThat(reader.bytes()).isEqualTo(10);
    }
}
