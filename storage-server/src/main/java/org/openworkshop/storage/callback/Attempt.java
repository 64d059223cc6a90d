/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Duration;

/**
 * How one attempt to deliver a completion ended.
 *
 * @param retryAfter how long Manager asked us to wait, zero when it did not
 * @param detail for the log: the status, or what kept us from one
 */
public record Attempt(Outcome outcome, Duration retryAfter, String detail) {
    /** What follows from it. */
    public enum Outcome {
        /** Manager has it: any 2xx. */
        DELIVERED,
        /** No whole answer, 408, 429 or 5xx: worth another attempt. */
        RETRY,
        /** Any other answer, redirects included: the same request would meet the same answer. */
        REFUSED
    }

    static Attempt delivered(String detail) {
        return new Attempt(Outcome.DELIVERED, Duration.ZERO, detail);
    }

    static Attempt retry(Duration retryAfter, String detail) {
        return new Attempt(Outcome.RETRY, retryAfter, detail);
    }

    static Attempt refused(String detail) {
        return new Attempt(Outcome.REFUSED, Duration.ZERO, detail);
    }
}
