/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A transport whose attempts end when and as the test says. */
final class FakeTransport implements CallbackTransport {
    private final List<Sent> sent = new ArrayList<>();

    record Sent(Completion completion, CompletableFuture<Attempt> attempt) {
        void ends(Attempt as) {
            attempt.complete(as);
        }
    }

    @Override
    public synchronized CompletableFuture<Attempt> send(Completion completion) {
        Sent attempt = new Sent(completion, new CompletableFuture<>());
        sent.add(attempt);
        return attempt.attempt();
    }

    synchronized int count() {
        return sent.size();
    }

    synchronized List<String> keys() {
        return sent.stream().map(each -> each.completion().idempotencyKey()).toList();
    }

    /** The attempt of that number, counted from 0, once it has begun. */
    Sent attempt(int number) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> count() > number);
        synchronized (this) {
            return sent.get(number);
        }
    }
}
