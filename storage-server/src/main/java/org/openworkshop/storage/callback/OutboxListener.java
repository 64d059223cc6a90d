/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Instant;

/**
 * Hears what becomes of owed completions. Called without any lock held, on one of the outbox's few threads, so it may write a
 * file; for one job the calls come one after the other, and the next attempt begins only when the call has returned. What
 * it throws is logged and changes nothing.
 */
public interface OutboxListener {
    /**
     * Manager has the completion.
     *
     * @param attempts how many it took
     */
    default void delivered(Completion completion, int attempts) {}

    /**
     * An attempt failed and another will be made.
     *
     * @param attempts how many were made
     * @param nextAttemptAt when the next one is due
     * @param reason for the log and the operator, such as {@code status 503}; may quote what a network library said
     */
    default void retrying(Completion completion, int attempts, Instant nextAttemptAt, String reason) {}

    /**
     * Manager does not have the completion and attempts are over.
     *
     * @param reason for the log and the operator, such as {@code status 404}
     */
    default void givenUp(Completion completion, int attempts, String reason) {}
}
