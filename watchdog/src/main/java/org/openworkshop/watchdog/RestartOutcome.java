/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/**
 * How a restart command ended.
 *
 * @param word one of {@code ended}, {@code killed} and {@code not_started}
 * @param exitCode the exit code of a command that ended, otherwise empty
 * @param phrase the same for people, to follow "the restart command"
 */
record RestartOutcome(String word, String exitCode, String phrase) {
    static RestartOutcome ended(int exitCode) {
        return new RestartOutcome("ended", Integer.toString(exitCode), "ended with exit code " + exitCode);
    }

    static RestartOutcome killed() {
        return new RestartOutcome("killed", "", "did not end and was killed");
    }

    static RestartOutcome notStarted() {
        return new RestartOutcome("not_started", "", "could not be started");
    }
}
