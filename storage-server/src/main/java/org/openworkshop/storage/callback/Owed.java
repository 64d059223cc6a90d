/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.util.concurrent.CompletableFuture;

/** One completion on its way. Except for the future, guarded by the {@link OutboxQueue} that holds it. */
final class Owed {
    /** Where it stands. Only the oldest of a job leaves {@code BEHIND}. */
    enum State {
        /** An older completion of the same job comes first. */
        BEHIND,
        /** Until its next attempt is due. */
        WAITING,
        /** Due, until one of the places for attempts is free. */
        READY,
        /** An attempt is under way, or its outcome is being recorded. */
        RUNNING
    }

    private final Completion completion;
    private final CompletableFuture<FirstAttempt> first = new CompletableFuture<>();

    State state = State.BEHIND;
    int attempts;
    /** Manager itself named the time of the next attempt. */
    boolean managerAsked;

    Owed(Completion completion, int attempts) {
        this.completion = completion;
        this.attempts = attempts;
    }

    Completion completion() {
        return completion;
    }

    CompletableFuture<FirstAttempt> first() {
        return first;
    }

    String jobId() {
        return completion.jobId();
    }
}
