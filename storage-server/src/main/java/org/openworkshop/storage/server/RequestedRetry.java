/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.RetryRequests;
import org.openworkshop.storage.callback.StoredCompletion;
import org.openworkshop.storage.server.CallbackDesk.Line;
import org.openworkshop.storage.server.CallbackDesk.Outcome;
import org.openworkshop.storage.server.CallbackDesk.Sent;

/**
 * Has the running server send what is stored for one job, and watches the files to see what becomes of it. For one thread.
 */
final class RequestedRetry {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Path mainDir;
    private final StoredCallbacks stored;
    private final Duration patience;
    /** What the next attempt's number must exceed, by idempotency key. */
    private final Map<String, Integer> attempts = new HashMap<>();

    /**
     * Prepares.
     *
     * @param patience how long the server gets for all of it
     */
    RequestedRetry(Path mainDir, StoredCallbacks stored, Duration patience) {
        this.mainDir = mainDir;
        this.stored = stored;
        this.patience = patience;
    }

    /**
     * Asks, and waits until each completion is gone or has another attempt recorded. The server goes on by itself after this.
     *
     * @param before what was stored before the server was asked
     */
    List<Sent> run(String jobId, List<StoredCompletion> before) throws IOException, InterruptedException {
        before.forEach(each -> attempts.put(each.idempotencyKey(), each.attempts()));
        long start = System.nanoTime();
        RetryRequests.request(mainDir, jobId);
        List<Sent> seen = look(jobId, before);
        while (!isOver(seen) && System.nanoTime() - start < patience.toNanos()) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            seen = look(jobId, before);
        }
        // The two places are not read at one moment: what was ahead of a failed one may have ended in between.
        return settled(jobId, look(jobId, before));
    }

    private List<Sent> look(String jobId, List<StoredCompletion> before) throws IOException {
        Map<String, StoredCompletion> now = new HashMap<>();
        stored.of(jobId).forEach(each -> now.put(each.idempotencyKey(), each));
        List<Sent> seen = new ArrayList<>();
        for (StoredCompletion each : before) {
            @Nullable StoredCompletion left = now.get(each.idempotencyKey());
            seen.add(new Sent(Line.of(left == null ? each : left), outcome(each.idempotencyKey(), left)));
        }
        return seen;
    }

    private Outcome outcome(String key, @Nullable StoredCompletion left) {
        if (left == null) {
            return Outcome.DELIVERED;
        }
        // Counting may begin anew when something given up is owed again.
        int most = attempts.merge(key, left.attempts(), Math::min);
        if (left.attempts() == most) {
            return Outcome.NO_ANSWER;
        }
        return left.isGivenUp() ? Outcome.GIVEN_UP : Outcome.STILL_OWED;
    }

    /** One that failed and stays owed holds back all that have not been tried: they are newer. */
    private static boolean isOver(List<Sent> seen) {
        return has(seen, Outcome.STILL_OWED) || !has(seen, Outcome.NO_ANSWER);
    }

    /** Says of those without an outcome why they have none. */
    private List<Sent> settled(String jobId, List<Sent> seen) {
        Outcome untold = has(seen, Outcome.STILL_OWED)
                ? Outcome.NOT_TRIED
                : RetryRequests.isWaiting(mainDir, jobId) ? Outcome.NOT_TAKEN : Outcome.NO_ANSWER;
        return seen.stream()
                .map(each -> each.outcome() == Outcome.NO_ANSWER ? new Sent(each.line(), untold) : each)
                .toList();
    }

    private static boolean has(List<Sent> seen, Outcome outcome) {
        return seen.stream().anyMatch(each -> each.outcome() == outcome);
    }
}
