/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation(new Cancellation.Notes() {
        @Override
        public boolean isRequested() {
            return false;
        }

        @Override
        public void request() {}
    });
    private final AtomicInteger stops = new AtomicInteger();

    @Test
    void withoutAnAttemptThereIsNothingToCancel() throws Exception {
        assertThat(cancellation.request()).isFalse();
        cancellation.open();
        assertThat(cancellation.close()).isFalse();
        assertThat(cancellation.request()).isFalse();
    }

    @Test
    void workIsStoppedOnceHoweverOftenThatIsAsked() throws Exception {
        cancellation.open();
        cancellation.through(stops::incrementAndGet);

        assertThat(cancellation.request()).isTrue();
        assertThat(cancellation.request()).isTrue();

        assertThat(stops).hasValue(1);
        assertThat(cancellation.close()).isTrue();
    }

    @Test
    void workThatBeginsLaterHearsOfItToo() throws Exception {
        cancellation.open();
        assertThat(cancellation.request()).isTrue();

        cancellation.through(stops::incrementAndGet);

        assertThat(stops).hasValue(1);
    }

    @Test
    void workThatEndsWhenItIsStoppedWasCancelledInTime() throws Exception {
        cancellation.open();
        cancellation.through(() -> assertThat(cancellation.close()).isTrue());

        assertThat(cancellation.request()).isTrue();
    }

    @Test
    void nextAttemptIsNotCancelledByTheWishOfTheLast() throws Exception {
        cancellation.open();
        assertThat(cancellation.request()).isTrue();
        assertThat(cancellation.close()).isTrue();

        cancellation.open();
        cancellation.through(stops::incrementAndGet);

        assertThat(cancellation.isRequested()).isFalse();
        assertThat(stops).hasValue(0);
    }
}
