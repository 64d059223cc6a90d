/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.ServiceAnswer;
import org.openworkshop.storage.access.ServiceClient;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.callback.Attempt.Outcome;
import org.openworkshop.storage.config.ManagerConfig;
import org.openworkshop.storage.trace.Span;
import org.openworkshop.storage.trace.TraceContext;
import org.openworkshop.storage.trace.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes single attempts to tell Manager of a completion: a POST with the claims as JSON body, a token over the same claims
 * signed for this attempt, and the completion's {@code Idempotency-Key}. Redirects are not followed. Holds no thread and no lock
 * while Manager answers, which may itself call the server meanwhile. Thread safe; the owner closes it.
 */
public final class CallbackSender implements CallbackTransport, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackSender.class);

    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_WAITING = 64;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final ManagerConfig config;
    private final TransferTokens tokens;
    private final Clock clock;
    private final AttemptListener listener;
    private final ServiceClient client;
    private final Tracing tracing;

    /** Makes the sender; connects with the first attempt. */
    public CallbackSender(ManagerConfig config, TransferTokens tokens, Clock clock) {
        this(config, tokens, clock, AttemptListener.NONE, Tracing.OFF);
    }

    /** As {@link #CallbackSender(ManagerConfig, TransferTokens, Clock)}, with those who hear of every attempt. */
    public CallbackSender(
            ManagerConfig config, TransferTokens tokens, Clock clock, AttemptListener listener, Tracing tracing) {
        this.tracing = tracing;
        this.config = config;
        this.tokens = tokens;
        this.clock = clock;
        this.listener = listener;
        // A connection of its own for each attempt: they are rare, and one that Manager closed while it was idle would
        // look
        // like a failure.
        this.client = new ServiceClient("callback", config.callbackTimeout(), MAX_CONNECTIONS, MAX_WAITING, false);
    }

    /**
     * Makes one attempt, which takes at most {@code manager.callback_timeout_seconds}. The result never fails; it completes on
     * one of the sender's few threads.
     */
    @Override
    public CompletableFuture<Attempt> send(Completion completion) {
        byte[] body;
        try {
            body = JSON.writeValueAsBytes(completion.claims());
        } catch (JsonProcessingException unwritable) {
            LOG.error("A completion can't be written as JSON job={}", completion.jobId(), unwritable);
            return CompletableFuture.completedFuture(Attempt.refused("not JSON"));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + tokens.signForManager(completion.claims(), config.callbackTtl()));
        headers.put("Accept", "application/json");
        headers.put("Idempotency-Key", completion.idempotencyKey());
        Span span = tracing.start("callback", Span.Kind.CLIENT, completion.trace());
        TraceContext place = span.context();
        if (place != null) {
            headers.put(TraceContext.HEADER, place.toHeader());
        }
        long began = System.nanoTime();
        return client.post(config.callbackUrl(), headers, body, MAX_ANSWER_BYTES)
                .handle((answer, failure) -> {
                    Attempt ended = answer == null ? unanswered(failure) : judge(answer);
                    listener.attempted(ended.outcome(), Duration.ofNanos(System.nanoTime() - began));
                    end(span.with("job.id", completion.jobId()), ended, answer);
                    return ended;
                });
    }

    private static void end(Span span, Attempt attempt, @Nullable ServiceAnswer answer) {
        if (answer != null) {
            span.with("http.response.status_code", answer.status());
        }
        switch (attempt.outcome()) {
            case DELIVERED -> {}
            case REFUSED -> span.failed("refused");
            case RETRY -> span.failed(answer == null ? "unanswered" : "retry");
        }
        span.end();
    }

    private static Attempt unanswered(Throwable failure) {
        // Jetty's own text for it lists the states of all its parts.
        String detail = failure instanceof EOFException
                ? "the connection was closed before a whole answer came"
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
        return Attempt.retry(Duration.ZERO, detail.replaceAll("\\p{Cntrl}", " "));
    }

    private Attempt judge(ServiceAnswer answer) {
        String detail = "status " + answer.status();
        return switch (outcome(answer.status())) {
            case DELIVERED -> Attempt.delivered(detail);
            case REFUSED -> Attempt.refused(detail);
            case RETRY -> Attempt.retry(retryAfter(answer), detail);
        };
    }

    private static Outcome outcome(int status) {
        if (status >= 200 && status <= 299) {
            return Outcome.DELIVERED;
        }
        boolean passing = status == 408 || status == 429 || (status >= 500 && status <= 599);
        return passing ? Outcome.RETRY : Outcome.REFUSED;
    }

    private Duration retryAfter(ServiceAnswer answer) {
        if (answer.status() != 429 && answer.status() != 503) {
            return Duration.ZERO;
        }
        @Nullable String asked = answer.header("Retry-After");
        return asked == null ? Duration.ZERO : RetryDelays.parseRetryAfter(asked, clock.instant());
    }

    /** Ends the attempts under way, as ones to be repeated. */
    @Override
    public void close() {
        client.close();
    }
}
