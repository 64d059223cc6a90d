/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.AccessConfig;
import org.openworkshop.storage.trace.Span;
import org.openworkshop.storage.trace.TraceContext;
import org.openworkshop.storage.trace.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the access service whether a caller may download a mod: {@code POST {service}/mod/{id}} with body <code>{}</code> and of
 * the caller's cookies only {@code accessToken} and {@code refreshToken}. Holds no thread while the service thinks; at most
 * 64 checks are on their way at once and 4,096 more wait. Thread safe; the owner closes it.
 *
 * <p>A service that does not answer is left alone for a while. No answer is: unreachable, no whole answer within the timeout,
 * and 502, 503 and 504, with which a proxy speaks for a service that is gone. Every other status is an answer. After
 * {@code access.breaker_failures} questions in a row without one, the checks under way end with 503 and new ones get it at
 * once; {@code access.breaker_seconds} later one question at a time is let through, and the first answer ends the pause.
 */
public final class AccessService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessService.class);

    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_WAITING = 4096;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final Set<Integer> GATEWAY_FAILURES = Set.of(502, 503, 504);
    private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

    private final String modUrl;
    private final ServiceClient client;
    private final AccessCache cache;
    private final AccessBreaker breaker;
    private final AccessListener listener;
    private final Duration pause;
    private final Tracing tracing;
    private final AtomicBoolean working = new AtomicBoolean(true);

    /** Makes the door to the service; connects with the first check. */
    public AccessService(AccessConfig config, Clock clock) {
        this(config, clock, new AccessListener() {}, Tracing.OFF);
    }

    /** As {@link #AccessService(AccessConfig, Clock)}, with those who hear of every check and follow the questions. */
    public AccessService(AccessConfig config, Clock clock, AccessListener listener, Tracing tracing) {
        this.modUrl = config.serviceUrl().toString().replaceAll("/+$", "") + "/mod/";
        this.client = new ServiceClient("access-service", config.serviceTimeout(), MAX_CONNECTIONS, MAX_WAITING, true);
        this.cache = new AccessCache(config.cache(), clock);
        this.pause = config.breaker().pause();
        this.breaker = new AccessBreaker(config.breaker(), System::nanoTime);
        this.listener = listener;
        this.tracing = tracing;
    }

    /**
     * Asks about one mod and one caller. Never fails: what keeps the service from answering is a decision too.
     *
     * <ul>
     *   <li>200 with {@code download.value} true: allowed; false: 403 with the service's reason or {@code Access denied}
     *   <li>200 of another shape, over 64 KiB, or not JSON, and every status that is neither 200 nor 400 to 599: 502
     *   <li>400 to 599: that status with the service's message, at most 4 KiB of printable text
     *   <li>unreachable, no whole answer within the timeout, too many checks waiting, left alone, or closed: 503
     * </ul>
     *
     * <p>Completes at once or on one of few threads that serve every check: continue asynchronously where the next step
     * may block. Cancelling the result ends the check.
     *
     * @param accessToken the cookie's value; a value with control characters, {@code ;} or non-ASCII, an empty one, and one
     *     over 8 KiB count as absent
     * @param refreshToken the same for the other cookie
     */
    public CompletableFuture<AccessDecision> check(
            long modId, @Nullable String accessToken, @Nullable String refreshToken) {
        return check(modId, accessToken, refreshToken, null);
    }

    /**
     * As {@link #check(long, String, String)}, as part of a trace.
     *
     * @param caller the request the check is made for, null when nobody follows it
     */
    public CompletableFuture<AccessDecision> check(
            long modId, @Nullable String accessToken, @Nullable String refreshToken, @Nullable TraceContext caller) {
        String cookies = CallerCookies.header(accessToken, refreshToken);
        AccessDecision known = cache.find(modId, cookies);
        if (known != null) {
            listener.checked(known, Duration.ZERO);
            return CompletableFuture.completedFuture(known);
        }
        AccessBreaker.Question question = breaker.tryAsk();
        if (question == null) {
            listener.checked(AccessAnswers.UNAVAILABLE, Duration.ZERO);
            return CompletableFuture.completedFuture(AccessAnswers.UNAVAILABLE);
        }
        Span span = tracing.start("access check", Span.Kind.CLIENT, caller);
        return followed(span, ask(modId, cookies, question, span.context()));
    }

    /** Whether the service is left alone, because it did not answer. */
    public boolean isLeftAlone() {
        return breaker.isOpen();
    }

    /** How many checks wait for the service's answer. */
    public int waiting() {
        return client.underWay();
    }

    private static CompletableFuture<AccessDecision> followed(Span span, CompletableFuture<AccessDecision> decision) {
        if (span != Span.NONE) {
            var unused = decision.whenComplete((decided, failure) -> {
                if (decided == null) {
                    span.failed("cancelled");
                } else {
                    span.with("allowed", String.valueOf(decided.allowed())).with("status", decided.status());
                    if (decided.status() >= 500) {
                        span.failed("unavailable");
                    }
                }
                span.end();
            });
        }
        return decision;
    }

    private CompletableFuture<AccessDecision> ask(
            long modId, @Nullable String cookies, AccessBreaker.Question question, @Nullable TraceContext place) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        if (cookies != null) {
            headers.put("Cookie", cookies);
        }
        if (place != null) {
            headers.put(TraceContext.HEADER, place.toHeader());
        }
        long started = System.nanoTime();
        CompletableFuture<ServiceAnswer> answer =
                client.post(URI.create(modUrl + modId), headers, EMPTY_OBJECT, MAX_ANSWER_BYTES);
        CompletableFuture<AccessDecision> decision = answer.handle((arrived, failure) -> {
            AccessDecision decided = arrived == null ? unreachable(failure) : decide(modId, cookies, arrived);
            tell(question, arrived, failure);
            listener.checked(decided, Duration.ofNanos(System.nanoTime() - started));
            return decided;
        });
        var unused = decision.whenComplete((decided, failure) -> {
            if (decision.isCancelled()) {
                answer.cancel(false);
            }
        });
        return decision;
    }

    private void tell(AccessBreaker.Question question, @Nullable ServiceAnswer arrived, @Nullable Throwable failure) {
        if (arrived != null && !GATEWAY_FAILURES.contains(arrived.status())) {
            if (question.answered()) {
                LOG.info("The access service answers and is asked again");
            }
        } else if (failure instanceof CancellationException || failure instanceof RejectedExecutionException) {
            question.withdrawn();
        } else if (question.unanswered()) {
            LOG.warn(
                    "The access service is left alone for a while, because it does not answer seconds={}",
                    pause.toSeconds());
            // They wait for the same silence, and would stand in the way of the question that finds it over.
            client.cancelAll();
        }
    }

    private AccessDecision decide(long modId, @Nullable String cookies, ServiceAnswer answer) {
        AccessDecision decision = AccessAnswers.decide(answer);
        if (decision.status() >= 500) {
            complain("status " + answer.status());
            return decision;
        }
        if (working.compareAndSet(false, true)) {
            LOG.info("The access service works again");
        }
        if (answer.status() == 200) {
            cache.remember(modId, cookies, decision);
        }
        return decision;
    }

    private AccessDecision unreachable(Throwable failure) {
        if (!(failure instanceof CancellationException)) {
            complain(failure.toString());
        }
        return AccessAnswers.UNAVAILABLE;
    }

    /** One line when the service fails and one when it is back: thousands of checks may fail in between. */
    private void complain(String reason) {
        if (working.compareAndSet(true, false)) {
            LOG.warn("The access service decides nothing reason={}", reason);
        } else {
            LOG.debug("The access service decides nothing reason={}", reason);
        }
    }

    /** Ends the checks under way with 503. */
    @Override
    public void close() {
        client.close();
    }
}
