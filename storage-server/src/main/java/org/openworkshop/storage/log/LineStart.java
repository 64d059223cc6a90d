/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.Level;

/** What stands before an event: the time, or for the journal, which stamps every line itself, the priority. */
enum LineStart {
    /** For files and terminals. */
    WITH_TIME,
    /** For systemd's journal, which takes {@code <N>} off the line: sd-daemon(3), levels of syslog(3). */
    FOR_JOURNAL;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    static LineStart of(boolean isJournal) {
        return isJournal ? FOR_JOURNAL : WITH_TIME;
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    static String priority(Level level) {
        return switch (level) {
            case ERROR -> "<3>";
            case WARN -> "<4>";
            case INFO -> "<6>";
            case DEBUG, TRACE -> "<7>";
        };
    }
}
