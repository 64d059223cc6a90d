/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.IllegalBCryptFormatException;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.TokenException.Reason;
import org.openworkshop.storage.config.AdminConfig;
import org.openworkshop.storage.config.Secret;
import org.openworkshop.storage.config.TokensConfig;

/**
 * Checks Manager's plain tokens, and the one of the admin view, against the configured bcrypt hashes ({@code $2a$}, {@code $2b$}, {@code $2y$}).
 *
 * <p>bcrypt is slow on purpose, so it runs as little as possible: a token that matched is remembered and passes at once from
 * then on, a wrong one is remembered too, the same token shown many times at once is hashed once, and at most two threads
 * hash at a time. Wrong tokens are limited per address (100 at once, one more each second). A remembered right
 * token passes whatever others at its address did; one not yet remembered does not. Thread safe.
 */
public final class ManageTokens {
    private static final int MAX_HASHING = 2;
    /** With the usual cost the last of them waits some seconds; more would only tie up the server's threads. */
    private static final int MAX_WAITING = 64;

    /** The three versions hash alike; they differ in which mistakes of old programs they mark. */
    private static final LongPasswordStrategy TRUNCATE = LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A);

    private final Map<ManagePermission, BCrypt.HashData> hashes = new EnumMap<>(ManagePermission.class);
    private final TokenMemory memory = new TokenMemory();
    private final FailureLimiter failures;
    private final Semaphore hashing = new Semaphore(MAX_HASHING, true);
    private final ConcurrentMap<CheckedToken, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();
    private final Runnable beforeHashing;

    private enum Outcome {
        MATCH,
        NO_MATCH,
        BUSY
    }

    /**
     * Takes the hashes.
     *
     * @throws IllegalArgumentException when one is not a bcrypt hash
     */
    public ManageTokens(TokensConfig config, Clock clock) {
        this(config, clock, () -> {});
    }

    /**
     * Takes the hash of the admin view's token too, where there is one.
     *
     * @throws IllegalArgumentException when one is not a bcrypt hash
     */
    public ManageTokens(TokensConfig config, AdminConfig admin, Clock clock) {
        this(config, clock);
        if (admin.enabled()) {
            hashes.put(ManagePermission.ADMIN, hash("admin.token_hash", admin.tokenHash()));
        }
    }

    /** For tests: hears of every hashing, on the thread and with the permit that does it. */
    ManageTokens(TokensConfig config, Clock clock, Runnable beforeHashing) {
        this.failures = new FailureLimiter(clock);
        this.beforeHashing = beforeHashing;
        hashes.put(ManagePermission.UPLOAD_FILE, hash("tokens.upload_file", config.uploadFile()));
        hashes.put(ManagePermission.DELETE_FILE, hash("tokens.delete_file", config.deleteFile()));
        hashes.put(ManagePermission.MANAGE_STORAGE, hash("tokens.storage_manage_token", config.storageManageToken()));
    }

    private static BCrypt.HashData hash(String key, Secret secret) {
        byte[] text = secret.reveal().strip().getBytes(StandardCharsets.UTF_8);
        try {
            BCrypt.HashData hash = BCrypt.Version.VERSION_2A.parser.parse(text);
            if (hash.cost >= BCrypt.MIN_COST && hash.cost <= BCrypt.MAX_COST) {
                return hash;
            }
        } catch (IllegalBCryptFormatException | RuntimeException malformed) {
            // Its message quotes the hash, so it is neither logged nor kept as a cause.
        }
        throw new IllegalArgumentException(key + " is not a bcrypt hash");
    }

    /**
     * Returns when the token carries the permission. Blocks while bcrypt runs, some tenths of a second as a rule, unless
     * the token is remembered.
     *
     * @param remoteAddress the caller's address as text, of a client or as a trusted proxy names it
     * @throws TokenException {@code MISSING} when null or empty, {@code REFUSED} when it does not match,
     *     {@code TOO_MANY_FAILURES} without a look at the token when this address showed too many wrong ones, or when too many
     *     checks wait already
     */
    public void require(ManagePermission permission, @Nullable String token, String remoteAddress)
            throws TokenException {
        if (token == null || token.isEmpty()) {
            throw new TokenException(Reason.MISSING, "The manage token is missing");
        }
        CheckedToken checked = new CheckedToken(permission, token);
        if (memory.isMatched(checked)) {
            return;
        }
        // Taken before the check, so that a burst of wrong tokens can't all get in before the first has failed.
        if (!failures.tryTake(remoteAddress)) {
            throw new TokenException(Reason.TOO_MANY_FAILURES, "Too many wrong manage tokens from this address");
        }
        switch (check(checked, token)) {
            case MATCH -> failures.giveBack(remoteAddress);
            case BUSY -> {
                failures.giveBack(remoteAddress);
                throw new TokenException(Reason.TOO_MANY_FAILURES, "Too many manage tokens are being checked");
            }
            case NO_MATCH -> throw new TokenException(Reason.REFUSED, "The manage token does not match");
        }
    }

    private Outcome check(CheckedToken checked, String token) {
        if (memory.isUnmatched(checked)) {
            return Outcome.NO_MATCH;
        }
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> others = underWay.putIfAbsent(checked, mine);
        if (others != null) {
            return others.join();
        }
        Outcome outcome = Outcome.BUSY;
        try {
            outcome = hashUnlessKnown(checked, token);
            return outcome;
        } finally {
            underWay.remove(checked);
            mine.complete(outcome);
        }
    }

    private Outcome hashUnlessKnown(CheckedToken checked, String token) {
        // Someone else's check may have ended between the first look and taking the lead.
        if (memory.isMatched(checked)) {
            return Outcome.MATCH;
        }
        if (hashing.getQueueLength() >= MAX_WAITING) {
            return Outcome.BUSY;
        }
        hashing.acquireUninterruptibly();
        try {
            beforeHashing.run();
            boolean match = matches(checked.permission(), token);
            memory.remember(checked, match);
            return match ? Outcome.MATCH : Outcome.NO_MATCH;
        } finally {
            hashing.release();
        }
    }

    /** Like the bcrypt of other languages, looks at the first 72 bytes of a longer token. */
    private boolean matches(ManagePermission permission, String token) {
        BCrypt.HashData hash = hashes.get(permission);
        return hash != null
                && BCrypt.verifyer(BCrypt.Version.VERSION_2A, TRUNCATE)
                        .verify(token.getBytes(StandardCharsets.UTF_8), hash)
                        .verified;
    }
}
