/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.time.Duration;

/** One try that failed in a way that another try may mend. */
final class BrokenTryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FetchException outcome;
    private final Duration retryAfter;

    /** A failure after which the origin asks to be left alone for a while. */
    BrokenTryException(FetchException outcome, Duration retryAfter) {
        super(outcome.getMessage(), outcome);
        this.outcome = outcome;
        this.retryAfter = retryAfter;
    }

    BrokenTryException(FetchException outcome) {
        this(outcome, Duration.ZERO);
    }

    BrokenTryException(String message) {
        this(new FetchException(FetchException.Reason.FAILED, message));
    }

    /** What the fetch fails with when this was the last try. */
    FetchException outcome() {
        return outcome;
    }

    /** How long the origin asks to wait before the next try, zero when it does not. */
    Duration retryAfter() {
        return retryAfter;
    }
}
