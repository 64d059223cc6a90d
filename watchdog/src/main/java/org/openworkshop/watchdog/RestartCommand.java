/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Brings the watched service back. */
@FunctionalInterface
interface RestartCommand {
    /**
     * Runs the command and waits for its end.
     *
     * @return the exit code
     * @throws IOException when it could not be started
     * @throws TimeoutException when it did not end in the time it had, and was killed
     * @throws InterruptedException when the watchdog is to stop; the command is left running, because a restart that
     *     is cut in the middle is worse than one that nobody waits for
     */
    int run() throws IOException, TimeoutException, InterruptedException;
}
