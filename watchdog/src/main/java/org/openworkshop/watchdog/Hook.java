/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/** Tells somebody about a restart. */
@FunctionalInterface
interface Hook {
    /** Tells nobody. */
    Hook NONE = report -> {};

    /** Starts telling, without waiting for it or for its success. */
    void tell(RestartReport report);
}
