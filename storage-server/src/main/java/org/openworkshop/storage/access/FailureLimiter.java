/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failures per address: each address has a bucket of {@value #BURST} failures that refills by one per second. The
 * table is bounded; an address not seen until its bucket is full again is forgotten, and so is the longest unseen one
 * when the table is full. IPv6 addresses count by their /64, which is what one subscriber has. Thread safe.
 */
final class FailureLimiter {
    static final int BURST = 100;
    static final int MAX_ADDRESSES = 10_000;

    private static final double REFILL_PER_MILLI = 0.001;
    private static final long FULL_AGAIN_MILLIS = (long) (BURST / REFILL_PER_MILLI);

    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    FailureLimiter(Clock clock) {
        this.clock = clock;
    }

    /** Takes one failure from the address's bucket in advance; false when there is none left. */
    synchronized boolean tryTake(String address) {
        long now = clock.millis();
        forgetOld(now);
        Bucket bucket = buckets.computeIfAbsent(key(address), unseen -> new Bucket(now));
        bucket.refill(now);
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }

    /** Gives back what {@link #tryTake} took, for what turned out to be no failure. */
    synchronized void giveBack(String address) {
        Bucket bucket = buckets.get(key(address));
        if (bucket != null) {
            bucket.left = Math.min(BURST, bucket.left + 1);
        }
    }

    synchronized int addresses() {
        return buckets.size();
    }

    private void forgetOld(long now) {
        Iterator<Bucket> eldestFirst = buckets.values().iterator();
        while (eldestFirst.hasNext()) {
            Bucket eldest = eldestFirst.next();
            if (buckets.size() < MAX_ADDRESSES && now - eldest.at < FULL_AGAIN_MILLIS) {
                return;
            }
            eldestFirst.remove();
        }
    }

    private static String key(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int zone = address.indexOf('%');
        try {
            // A text with a colon is an address literal or an error, never a name that is looked up.
            InetAddress parsed = InetAddress.getByName(zone < 0 ? address : address.substring(0, zone));
            return parsed instanceof Inet6Address
                    ? Arrays.toString(Arrays.copyOf(parsed.getAddress(), 8))
                    : parsed.getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }

    private static final class Bucket {
        private double left = BURST;
        private long at;

        Bucket(long now) {
            this.at = now;
        }

        void refill(long now) {
            // A clock that was set back refills nothing, but must not take anything away either.
            left = Math.min(BURST, left + Math.max(0, now - at) * REFILL_PER_MILLI);
            at = now;
        }
    }
}
