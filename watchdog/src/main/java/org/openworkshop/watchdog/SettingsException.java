/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/** The environment does not say what to watch; the message names every problem in one line and shows no value. */
final class SettingsException extends Exception {
    SettingsException(String message) {
        super(message);
    }
}
