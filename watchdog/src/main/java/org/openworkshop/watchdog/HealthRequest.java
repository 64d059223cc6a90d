/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/** One request that asks for the service's health. It is made once. */
interface HealthRequest {
    /**
     * Asks, and blocks for as long as that takes.
     *
     * @return the answer's status
     * @throws CheckException when there is none
     */
    int ask() throws CheckException;

    /** Has a request that is under way end soon, as far as that can be done; does not wait for it. For any thread. */
    void cut();

    /** Makes them. */
    interface Source {
        HealthRequest next();
    }
}
