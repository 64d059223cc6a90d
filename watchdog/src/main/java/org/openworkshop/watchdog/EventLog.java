/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * The watchdog's log: one line per event, a plain sentence and then {@code key=value} words, the time (UTC) last. Any
 * thread may write.
 */
final class EventLog {
    private final PrintStream out;
    private final Clock clock;

    EventLog(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /**
     * Writes one line at once.
     *
     * @param sentence what happened, with its full stop
     * @param pairs {@code key=value} words without white space
     */
    void event(String sentence, String... pairs) {
        StringBuilder line = new StringBuilder(sentence);
        for (String pair : pairs) {
            line.append(' ').append(pair);
        }
        line.append(" time=").append(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        out.println(line);
        out.flush();
    }
}
