/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Duration;

/** Hears of attempts to tell Manager, for metrics. Called on the sender's few threads; must be quick and thread-safe. */
public interface AttemptListener {
    /** Hears nothing. */
    AttemptListener NONE = new AttemptListener() {};

    /** An attempt has ended. */
    default void attempted(Attempt.Outcome outcome, Duration took) {}
}
