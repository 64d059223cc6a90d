/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers decisions per mod and caller for a while. The caller is the SHA-256 of exactly those cookies that the access service
 * was asked with, so one user's answer never reaches another. Bounded: the longest unused goes first. Thread safe.
 */
final class AccessCache {
    static final int MAX_ENTRIES = 10_000;

    private final long ttlMillis;
    private final Clock clock;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** Remembers nothing when the time is zero. */
    AccessCache(Duration ttl, Clock clock) {
        this.ttlMillis = ttl.toMillis();
        this.clock = clock;
    }

    synchronized @Nullable AccessDecision find(long modId, @Nullable String cookies) {
        if (ttlMillis <= 0) {
            return null;
        }
        Key key = key(modId, cookies);
        Entry entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        long age = clock.millis() - entry.at;
        // A clock that was set back must not make an old answer young.
        if (age < 0 || age >= ttlMillis) {
            entries.remove(key);
            return null;
        }
        return entry.decision;
    }

    synchronized void remember(long modId, @Nullable String cookies, AccessDecision decision) {
        if (ttlMillis <= 0) {
            return;
        }
        entries.put(key(modId, cookies), new Entry(decision, clock.millis()));
        if (entries.size() > MAX_ENTRIES) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    synchronized int size() {
        return entries.size();
    }

    private static Key key(long modId, @Nullable String cookies) {
        return new Key(modId, cookies == null ? null : ByteBuffer.wrap(CheckedToken.sha256(cookies)));
    }

    private record Key(long modId, @Nullable ByteBuffer cookiesSha256) {}

    private record Entry(AccessDecision decision, long at) {}
}
