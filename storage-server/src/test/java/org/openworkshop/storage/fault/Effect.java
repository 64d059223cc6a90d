/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fault.Exchange.Answer;

/**
 * What one completion leads to at Manager: of a failure only that it is noted, of a success that the result is moved. It is
 * done once, however often the completion is delivered: the idempotency key tells. Thread-safe; one try at a time.
 */
final class Effect {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int BUSY = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final String key;
    private final JsonNode completion;
    private final Intent intent;
    private final Ledger ledger;
    private boolean achieved;
    private boolean done;
    private boolean committed;
    private boolean repacked;
    private boolean repackTried;
    private boolean expired;
    private int movesAcknowledged;
    private long firstContact;
    private long finalBytes = -1;

    /** How Manager goes about it. */
    enum Course {
        /** Moves before it answers; what fails is tried again with the next delivery. */
        WHILE_ANSWERING,
        /** Begins before it answers, and goes on until it is done, whatever became of the delivery. */
        IN_OWN_LOOP,
        /** Answers first, and moves some seconds later. */
        AFTER_ANSWERING,
        /** Wants the result no more, and leaves it to expire. */
        NEVER
    }

    /**
     * What Manager means to do with a result.
     *
     * @param target area and path
     * @param repackLevel null to take it as it is
     * @param twice whether two moves are asked for at once
     */
    record Intent(Course course, String target, @Nullable Integer repackLevel, boolean twice) {}

    Effect(String key, JsonNode completion, Intent intent, Ledger ledger) {
        this.key = key;
        this.completion = completion;
        this.intent = intent;
        this.ledger = ledger;
    }

    String key() {
        return key;
    }

    String jobId() {
        return completion.path("job_id").asText();
    }

    JsonNode completion() {
        return completion;
    }

    Intent intent() {
        return intent;
    }

    boolean isSuccess() {
        return completion.path("status").asText().equals("success");
    }

    synchronized boolean isDone() {
        return done;
    }

    /** Whether the result is at its target. */
    synchronized boolean isMoved() {
        return movesAcknowledged > 0;
    }

    /** Whether the job was gone because Manager came too late. */
    synchronized boolean isExpired() {
        return expired;
    }

    /** Whether the result may be other bytes than the completion says. */
    synchronized boolean isRepackTried() {
        return repackTried;
    }

    /** What the move said, -1 before. */
    synchronized long finalBytes() {
        return finalBytes;
    }

    /** Manager accepts the completion: what is done stays done, and the server may let the job expire. */
    synchronized void commit() {
        committed = true;
        done = achieved;
        contact();
    }

    /**
     * Manager forgets that it is done, as one whose transaction fails at the last moment, and relies on the next delivery. Does
     * nothing when it accepted another delivery meanwhile.
     */
    synchronized void rollBack() {
        if (!committed) {
            done = false;
        }
    }

    /**
     * Makes one try.
     *
     * @return whether it is done
     * @throws IOException when the server did not answer
     */
    synchronized boolean attempt(StorageApi api) throws IOException {
        if (done) {
            return true;
        }
        if (!isSuccess() || intent.course() == Course.NEVER) {
            return achieve();
        }
        Integer level = intent.repackLevel();
        if (level != null && !repacked) {
            repackTried = true;
            Answer answer = api.repack(jobId(), level);
            if (answer.status() != OK) {
                return refused("repack", answer);
            }
            repacked = true;
        }
        return move(api);
    }

    private boolean move(StorageApi api) throws IOException {
        contact();
        CompletableFuture<Answer> second = intent.twice() ? CompletableFuture.supplyAsync(() -> quietMove(api)) : null;
        Answer answer = api.move(jobId(), intent.target());
        if (second != null) {
            Answer other = second.join();
            if (other != null
                    && other.status() == OK
                    && answer.status() == OK
                    && !other.text().equals(answer.text())) {
                ledger.problem("two moves differ", jobId() + ": " + answer.text() + " and " + other.text());
            }
        }
        if (answer.status() != OK) {
            return refused("move", answer);
        }
        acknowledge(answer);
        return achieve();
    }

    private boolean achieve() {
        achieved = true;
        done = true;
        return true;
    }

    private @Nullable Answer quietMove(StorageApi api) {
        try {
            return api.move(jobId(), intent.target());
        } catch (IOException e) {
            return null;
        }
    }

    /** Asks for the same move once more. */
    synchronized void repeat(StorageApi api) throws IOException {
        Answer answer = api.move(jobId(), intent.target());
        if (answer.status() == OK) {
            acknowledge(answer);
        } else if (!mayBeGone(answer)) {
            ledger.problem("repeated move", jobId() + ": " + answer.status() + ' ' + answer.text());
        }
    }

    private void acknowledge(Answer answer) throws IOException {
        JsonNode body = JSON.readTree(answer.body());
        movesAcknowledged++;
        finalBytes = body.path("final_bytes").asLong(-1);
        if (!body.path("final_path").asText().equals(intent.target())) {
            ledger.problem("move", jobId() + " went to " + body);
        }
    }

    /** Whether Manager gives up; otherwise it tries again. */
    private boolean refused(String what, Answer answer) {
        if (answer.status() == BUSY || answer.status() == UNAVAILABLE) {
            return false;
        }
        if (mayBeGone(answer)) {
            expired = true;
        } else {
            ledger.problem(
                    what,
                    jobId() + ": " + answer.status() + ' ' + answer.text() + ", first asked "
                            + sinceContact().toMillis() + " ms ago, " + this);
        }
        return achieve();
    }

    /** A job may be forgotten when its time is over, and so may its move; but not while the server owes its completion. */
    private boolean mayBeGone(Answer answer) {
        return answer.status() == NOT_FOUND
                && committed
                && sinceContact().compareTo(FaultSettings.JOB_TTL.minus(SLACK)) > 0;
    }

    private void contact() {
        if (firstContact == 0) {
            firstContact = System.nanoTime();
        }
    }

    private Duration sinceContact() {
        return Duration.ofNanos(firstContact == 0 ? 0 : System.nanoTime() - firstContact);
    }

    @Override
    public synchronized String toString() {
        return "key " + key + ' ' + intent + " done=" + done + " moves=" + movesAcknowledged + ' ' + completion;
    }
}
