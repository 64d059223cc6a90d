/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/**
 * What one look at the service found.
 *
 * @param healthy whether the service answered as it should
 * @param detail the finding as one {@code key=value} word, free of anything secret
 */
record CheckResult(boolean healthy, String detail) {
    static CheckResult ofStatus(int status) {
        return new CheckResult(status >= 200 && status <= 399, "status=" + status);
    }

    static CheckResult failed(CheckError error) {
        return new CheckResult(false, "error=" + error.word());
    }
}
