/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.time.Duration;

/** The pause between two tries. */
@FunctionalInterface
interface Sleeper {
    /** Blocks for that long. */
    void sleep(Duration duration) throws InterruptedException;
}
