/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.time.Duration;

/** Hears of access checks. Called on the thread that ends the check, so it must return quickly. */
public interface AccessListener {
    /**
     * A check has ended.
     *
     * @param took zero when the answer was cached
     */
    default void checked(AccessDecision decision, Duration took) {}
}
