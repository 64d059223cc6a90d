/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.time.Duration;

/**
 * Why the service is restarted now.
 *
 * @param finding what the latest check found
 * @param lasted for how long there has been no healthy check
 * @param restart the how manieth restart this is since then, from 1
 * @param untilNext how long the service has to go on failing after this restart before the next one
 */
record Failure(CheckResult finding, Duration lasted, int restart, Duration untilNext) {
    /** The same failure some time later. */
    Failure after(Duration time) {
        return new Failure(finding, lasted.plus(time), restart, untilNext);
    }
}
