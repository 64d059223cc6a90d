/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The browsers that showed the admin token, each known by a random name for {@link #LIFETIME}. At most {@value #MOST}: the oldest
 * has to log in again. In memory only, and there only the names' SHA-256. Thread-safe.
 */
final class Sessions {
    static final int MOST = 32;
    static final Duration LIFETIME = Duration.ofHours(12);

    private static final int NAME_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Instant> ends = new LinkedHashMap<>();

    Sessions(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** The name of a new session. */
    synchronized String begin() {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        forgetEnded();
        if (ends.size() >= MOST) {
            Iterator<String> oldestFirst = ends.keySet().iterator();
            oldestFirst.next();
            oldestFirst.remove();
        }
        ends.put(key(name), clock.instant().plus(LIFETIME));
        return name;
    }

    /** Whether a session of that name goes on. */
    synchronized boolean isOpen(String name) {
        forgetEnded();
        return ends.containsKey(key(name));
    }

    /** Ends a session, if there is one. */
    synchronized void end(String name) {
        ends.remove(key(name));
    }

    /** All have the same lifetime, so they end in the order in which they began. */
    private void forgetEnded() {
        Instant now = clock.instant();
        ends.values().removeIf(end -> !end.isAfter(now));
    }

    /** What is looked up is not what was sent, so the time of the look-up tells nothing. */
    private static String key(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
