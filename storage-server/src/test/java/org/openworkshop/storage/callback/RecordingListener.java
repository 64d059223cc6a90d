/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes down what the outbox says. */
final class RecordingListener implements OutboxListener {
    private final List<String> heard = new ArrayList<>();

    @Override
    public void delivered(Completion completion, int attempts) {
        add("delivered " + completion.idempotencyKey() + " " + attempts);
    }

    @Override
    public void retrying(Completion completion, int attempts, Instant nextAttemptAt, String reason) {
        add("retrying " + completion.idempotencyKey() + " " + attempts + " " + nextAttemptAt + " " + reason);
    }

    @Override
    public void givenUp(Completion completion, int attempts, String reason) {
        add("givenUp " + completion.idempotencyKey() + " " + attempts + " " + reason);
    }

    private synchronized void add(String line) {
        heard.add(line);
    }

    synchronized List<String> heard() {
        return List.copyOf(heard);
    }
}
