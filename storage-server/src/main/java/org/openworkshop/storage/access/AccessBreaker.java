/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.AccessConfig;

/**
 * Decides when a service that does not answer is left alone. Thread safe; never blocks.
 *
 * <pre>
 *   asked ── so many questions in a row without an answer ──▶ left alone
 *     ▲                                                        │ after the pause: one question at a time
 *     └──────────────── any answer ────────────────────────────┘ without an answer: another pause
 * </pre>
 */
final class AccessBreaker {
    private final int mostFailures;
    private final long pauseNanos;
    private final LongSupplier nanoTime;
    private int failures;
    private boolean open;
    private long openedAt;
    private @Nullable Question probe;

    /** @param nanoTime a clock like {@link System#nanoTime} */
    AccessBreaker(AccessConfig.Breaker settings, LongSupplier nanoTime) {
        this.mostFailures = settings.failures();
        this.pauseNanos = settings.pause().toNanos();
        this.nanoTime = nanoTime;
    }

    /** One question that may be asked. Exactly one of its methods is called, once, when it has ended. */
    final class Question {
        private Question() {}

        /** The service works, whatever it said; true when it was left alone until now. */
        boolean answered() {
            return close();
        }

        /** The service gave no answer; true when it is left alone from now on and was not before. */
        boolean unanswered() {
            return fail(this);
        }

        /** Nobody knows whether the service would have answered. */
        void withdrawn() {
            forget(this);
        }
    }

    /** A question to ask now; null when the service is left alone. */
    synchronized @Nullable Question tryAsk() {
        if (!open) {
            return new Question();
        }
        if (probe != null || nanoTime.getAsLong() - openedAt < pauseNanos) {
            return null;
        }
        probe = new Question();
        return probe;
    }

    /** Whether the service is left alone: also after the pause, until it has answered. */
    synchronized boolean isOpen() {
        return open;
    }

    private synchronized boolean close() {
        boolean wasOpen = open;
        failures = 0;
        open = false;
        probe = null;
        return wasOpen;
    }

    private synchronized boolean fail(Question question) {
        if (open) {
            // Questions from before the pause say nothing new when they fail.
            if (question == probe) {
                probe = null;
                openedAt = nanoTime.getAsLong();
            }
            return false;
        }
        if (mostFailures == 0 || ++failures < mostFailures) {
            return false;
        }
        open = true;
        openedAt = nanoTime.getAsLong();
        return true;
    }

    private synchronized void forget(Question question) {
        if (question == probe) {
            probe = null;
        }
    }
}
