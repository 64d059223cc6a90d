/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.Attempt;
import org.openworkshop.storage.callback.CallbackSender;
import org.openworkshop.storage.callback.CompletionFiles;
import org.openworkshop.storage.callback.StoredCompletion;
import org.openworkshop.storage.server.CallbackDesk.Line;
import org.openworkshop.storage.server.CallbackDesk.Outcome;
import org.openworkshop.storage.server.CallbackDesk.Sent;

/**
 * Sends what is stored for one job, one attempt each and in order, while no server runs; each outcome is durable before the
 * next attempt. For one thread, in the process that holds the main directory.
 */
final class DirectRetry {
    private final StoredCallbacks stored;
    private final CompletionFiles files;
    private final CallbackSender sender;
    private final Clock clock;

    DirectRetry(StoredCallbacks stored, CompletionFiles files, CallbackSender sender, Clock clock) {
        this.stored = stored;
        this.files = files;
        this.sender = sender;
        this.clock = clock;
    }

    /**
     * Sends them. One that fails and stays owed holds the newer ones back.
     *
     * @throws IOException when an outcome cannot be recorded; then a completion that Manager has may be sent once more later
     */
    List<Sent> run(String jobId) throws IOException {
        List<Sent> sent = new ArrayList<>();
        boolean heldBack = false;
        for (StoredCompletion each : stored.of(jobId)) {
            if (heldBack) {
                sent.add(new Sent(Line.of(each), Outcome.NOT_TRIED));
                continue;
            }
            Sent ended = record(each, sender.send(each.completion()).join());
            heldBack = ended.outcome() == Outcome.STILL_OWED;
            sent.add(ended);
        }
        return sent;
    }

    private Sent record(StoredCompletion before, Attempt attempt) throws IOException {
        int attempts = before.attempts() + 1;
        return switch (attempt.outcome()) {
            case DELIVERED -> {
                forget(before);
                yield new Sent(Line.of(before), Outcome.DELIVERED);
            }
            case REFUSED -> givenUp(before.givenUp(attempts, attempt.detail(), clock.instant()));
            case RETRY ->
                before.isGivenUp()
                        ? givenUp(before.givenUp(attempts, attempt.detail(), clock.instant()))
                        : stillOwed(before.retrying(attempts, null, attempt.detail()));
        };
    }

    private void forget(StoredCompletion delivered) throws IOException {
        files.remove(delivered.completion().jobId(), delivered.idempotencyKey());
        inRecord(delivered, null);
    }

    /** What is given up outlives the workspace, so it goes to the files; there first, so that a crash in between loses nothing. */
    private Sent givenUp(StoredCompletion now) throws IOException {
        files.add(now.completion().jobId(), List.of(now));
        inRecord(now, null);
        return new Sent(Line.of(now), Outcome.GIVEN_UP);
    }

    private Sent stillOwed(StoredCompletion now) throws IOException {
        files.replace(now);
        inRecord(now, now);
        return new Sent(Line.of(now), Outcome.STILL_OWED);
    }

    private void inRecord(StoredCompletion which, @Nullable StoredCompletion instead) throws IOException {
        UnaryOperator<List<StoredCompletion>> change = present -> {
            List<StoredCompletion> changed = new ArrayList<>();
            for (StoredCompletion each : present) {
                if (!each.idempotencyKey().equals(which.idempotencyKey())) {
                    changed.add(each);
                } else if (instead != null) {
                    changed.add(instead);
                }
            }
            return changed;
        };
        stored.changeRecord(which.completion().jobId(), change);
    }
}
