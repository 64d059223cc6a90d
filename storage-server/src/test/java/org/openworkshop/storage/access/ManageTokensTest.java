/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.access.TokenException.Reason;
import org.openworkshop.storage.config.Secret;
import org.openworkshop.storage.config.TokensConfig;

class ManageTokensTest {
    /** Hashes made by libxcrypt, cost 4. */
    private static final String UPLOAD = "$2b$04$abcdefghijklmnopqrstuu6idm4fKzWcovIJIpYNHcl9xI4Dwfk92";

    private static final String NON_ASCII = "$2b$04$abcdefghijklmnopqrstuuAFqNYovB9SJF8JR0zLjtIJ8/mdqPUnG";
    private static final String LONG = "04$abcdefghijklmnopqrstuunTbthqMCXWVUA9RLyG5CjyN0KGy8oJW";
    private static final String LONG_TOKEN = "p".repeat(60) + "q".repeat(12);
    private static final String ADDRESS = "192.0.2.1";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final AtomicInteger hashed = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void tokenOpensItsPermissionAndNoOther() throws Exception {
        ManageTokens tokens = counting();

        tokens.require(ManagePermission.UPLOAD_FILE, "upload-token", ADDRESS);

        assertThat(refusal(tokens, ManagePermission.DELETE_FILE, "upload-token"))
                .isEqualTo(Reason.REFUSED);
        assertThat(refusal(tokens, ManagePermission.MANAGE_STORAGE, "upload-token"))
                .isEqualTo(Reason.REFUSED);
        tokens.require(ManagePermission.DELETE_FILE, "ключ-ünï", ADDRESS);
        tokens.require(ManagePermission.MANAGE_STORAGE, LONG_TOKEN, ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2y"})
    void onlyTheFirst72BytesOfALongTokenCount(String version) throws Exception {
        ManageTokens tokens = new ManageTokens(config("$" + version + "$" + LONG), clock);

        tokens.require(ManagePermission.UPLOAD_FILE, LONG_TOKEN, ADDRESS);
        tokens.require(ManagePermission.UPLOAD_FILE, LONG_TOKEN + "tail", ADDRESS);

        assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, LONG_TOKEN.substring(0, 71)))
                .isEqualTo(Reason.REFUSED);
        assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, LONG_TOKEN.substring(0, 71) + "r"))
                .isEqualTo(Reason.REFUSED);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void absentTokenIsMissingAndNoFailure(String token) {
        ManageTokens tokens = counting();

        for (int i = 0; i < FailureLimiter.BURST + 1; i++) {
            assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, token)).isEqualTo(Reason.MISSING);
        }
        assertThat(hashed).hasValue(0);
    }

    @Test
    void rightAndWrongTokensAreHashedOnce() throws Exception {
        ManageTokens tokens = counting();

        for (int i = 0; i < 20; i++) {
            tokens.require(ManagePermission.UPLOAD_FILE, "upload-token", ADDRESS);
            assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, "wrong")).isEqualTo(Reason.REFUSED);
        }

        assertThat(hashed).hasValue(2);
    }

    @Test
    void tooManyFailuresStopHashingForThatAddressOnly() throws Exception {
        ManageTokens tokens = counting();
        tokens.require(ManagePermission.UPLOAD_FILE, "upload-token", ADDRESS);
        exhaust(tokens);
        int before = hashed.get();

        assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, "another")).isEqualTo(Reason.TOO_MANY_FAILURES);
        assertThat(refusal(tokens, ManagePermission.DELETE_FILE, "ключ-ünï")).isEqualTo(Reason.TOO_MANY_FAILURES);
        assertThat(hashed).hasValue(before);
        assertThatThrownBy(() -> tokens.require(ManagePermission.UPLOAD_FILE, "another", "192.0.2.2"))
                .extracting(thrown -> ((TokenException) thrown).reason())
                .isEqualTo(Reason.REFUSED);
        assertThatCode(() -> tokens.require(ManagePermission.UPLOAD_FILE, "upload-token", ADDRESS))
                .doesNotThrowAnyException();
    }

    @Test
    void oneMoreFailureIsForgivenEachSecond() {
        ManageTokens tokens = counting();
        exhaust(tokens);

        clock.advance(Duration.ofSeconds(2));

        assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, "wrong")).isEqualTo(Reason.REFUSED);
        assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, "wrong")).isEqualTo(Reason.REFUSED);
        assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, "wrong")).isEqualTo(Reason.TOO_MANY_FAILURES);
    }

    @Test
    void rightTokensUseNothingUp() throws Exception {
        ManageTokens tokens = new ManageTokens(config("$2b$" + LONG), clock);

        for (int i = 0; i < FailureLimiter.BURST + 10; i++) {
            tokens.require(ManagePermission.UPLOAD_FILE, LONG_TOKEN + i, ADDRESS);
        }
    }

    @Test
    void sameNewTokenManyTimesAtOnceIsHashedOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ManageTokens tokens = blocked(go);
        List<Future<?>> requests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            requests.add(threads.submit(() -> {
                tokens.require(ManagePermission.UPLOAD_FILE, "upload-token", ADDRESS);
                return true;
            }));
        }
        await().untilAtomic(hashed, is(1));

        go.countDown();

        for (Future<?> request : requests) {
            request.get();
        }
        assertThat(hashed).hasValue(1);
    }

    @Test
    void atMostTwoThreadsHashAndFurtherChecksAreTurnedAwayWhenTooManyWait() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ManageTokens tokens = blocked(go);
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger busy = new AtomicInteger();
        for (int i = 0; i < 80; i++) {
            String token = "wrong-" + i;
            threads.execute(() -> {
                Reason reason = refusal(tokens, ManagePermission.UPLOAD_FILE, token);
                (reason == Reason.REFUSED ? refused : busy).incrementAndGet();
            });
        }
        await().until(() -> busy.get() >= 80 - 2 - 64 - 2);
        assertThat(hashed).hasValue(2);

        go.countDown();

        await().until(() -> refused.get() + busy.get() == 80);
        assertThat(refused.get()).isGreaterThanOrEqualTo(2 + 64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "$2b$",
                "$2b$04$short",
                "$1$04$abcdefghijklmnopqrstuu6idm4fKzWcovIJIpYNHcl9xI4Dwfk92",
                "$2b$99$abcdefghijklmnopqrstuu6idm4fKzWcovIJIpYNHcl9xI4Dwfk92"
            })
    void whatIsNoHashIsRefusedAtStartWithoutQuotingIt(String hash) {
        assertThatThrownBy(() -> new ManageTokens(config(hash), clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tokens.upload_file is not a bcrypt hash")
                .hasNoCause();
    }

    @Test
    void wrongTokensAreForgottenInTime() {
        TokenMemory memory = new TokenMemory();
        for (int i = 0; i < TokenMemory.MAX_UNMATCHED + 50; i++) {
            memory.remember(new CheckedToken(ManagePermission.UPLOAD_FILE, "wrong-" + i), false);
        }

        assertThat(memory.unmatchedCount()).isEqualTo(TokenMemory.MAX_UNMATCHED);
        assertThat(memory.isUnmatched(new CheckedToken(ManagePermission.UPLOAD_FILE, "wrong-0")))
                .isFalse();
        assertThat(memory.isUnmatched(new CheckedToken(ManagePermission.UPLOAD_FILE, "wrong-100")))
                .isTrue();
    }

    @Test
    void memoryOfRightTokensIsBounded() {
        TokenMemory memory = new TokenMemory();
        for (int i = 0; i <= TokenMemory.MAX_MATCHED; i++) {
            memory.remember(new CheckedToken(ManagePermission.UPLOAD_FILE, "right-" + i), true);
        }

        assertThat(memory.isMatched(new CheckedToken(ManagePermission.UPLOAD_FILE, "right-0")))
                .isFalse();
        assertThat(memory.isMatched(new CheckedToken(ManagePermission.UPLOAD_FILE, "right-1")))
                .isTrue();
        assertThat(memory.isMatched(new CheckedToken(ManagePermission.DELETE_FILE, "right-1")))
                .isFalse();
    }

    private ManageTokens counting() {
        return new ManageTokens(config(UPLOAD), clock, hashed::incrementAndGet);
    }

    private ManageTokens blocked(CountDownLatch go) {
        return new ManageTokens(config(UPLOAD), clock, () -> {
            hashed.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static TokensConfig config(String uploadHash) {
        return new TokensConfig(
                new Secret("unused"), new Secret(uploadHash), new Secret(NON_ASCII), new Secret("$2y$" + LONG));
    }

    private static void exhaust(ManageTokens tokens) {
        for (int i = 0; i < FailureLimiter.BURST; i++) {
            assertThat(refusal(tokens, ManagePermission.UPLOAD_FILE, "wrong-" + i % 3))
                    .isEqualTo(Reason.REFUSED);
        }
    }

    private static Reason refusal(ManageTokens tokens, ManagePermission permission, String token) {
        try {
            tokens.require(permission, token, ADDRESS);
        } catch (TokenException refused) {
            assertThat(refused).hasNoCause();
            return refused.reason();
        }
        throw new AssertionError("The token was accepted");
    }
}
