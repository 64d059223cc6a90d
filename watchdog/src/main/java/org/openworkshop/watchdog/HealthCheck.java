/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/** Looks at the watched service once. */
@FunctionalInterface
interface HealthCheck {
    /**
     * Blocks until the service is known to be healthy or not, for a bounded time. Every failure of the service or of
     * the way to it is a result, never an exception.
     */
    CheckResult check() throws InterruptedException;
}
