/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.time.Duration;

/**
 * How long the service has to fail before it is restarted: the first time as configured, after each restart that did
 * not help twice as long as before, up to an hour or the configured time, whichever is longer. A service that never
 * comes back is so left in peace, and one that needs longer to start than expected gets the time.
 */
final class BackOff {
    private static final Duration CAP = Duration.ofHours(1);

    private final Duration first;

    BackOff(Duration first) {
        this.first = first;
    }

    /**
     * How long the service has to fail.
     *
     * @param restarts how many restarts there were without a healthy check since
     */
    Duration after(int restarts) {
        Duration wait = first;
        for (int i = 0; i < restarts && wait.compareTo(CAP) < 0; i++) {
            Duration doubled = wait.multipliedBy(2);
            wait = doubled.compareTo(CAP) < 0 ? doubled : CAP;
        }
        return wait;
    }
}
