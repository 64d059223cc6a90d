/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

/** One try that failed in a way that another try may mend. */
final class BrokenTryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FetchException outcome;

    BrokenTryException(FetchException outcome) {
        super(outcome.getMessage(), outcome);
        this.outcome = outcome;
    }

    BrokenTryException(String message) {
        this(new FetchException(FetchException.Reason.FAILED, message));
    }

    /** What the fetch fails with when this was the last try. */
    FetchException outcome() {
        return outcome;
    }
}
