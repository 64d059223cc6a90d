/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * All loggers of the process. Until they are told otherwise they log from {@code info} on, as text on standard error. Thread-safe.
 */
final class Loggers implements ILoggerFactory {
    static final Loggers OF_PROCESS = new Loggers();

    /** The logger whose lines may go to a file of their own. */
    static final String ACCESS = "access";

    private final ConcurrentMap<String, LineLogger> loggers = new ConcurrentHashMap<>();
    private volatile LogLevels levels = new LogLevels(Level.INFO);
    private volatile LogTarget log = StandardStream.error(new TextFormat(LineStart.WITH_TIME));
    private volatile @Nullable LogTarget accessLog;

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, key -> new LineLogger(key, levels.of(key)));
    }

    /** Changes also those loggers that are there already. */
    synchronized void apply(LogLevels newLevels, LogTarget newLog, @Nullable LogTarget newAccessLog) {
        levels = newLevels;
        log = newLog;
        accessLog = newAccessLog;
        loggers.forEach((name, logger) -> logger.setThreshold(newLevels.of(name)));
    }

    /** Lets the access log go where the rest goes. */
    synchronized void closeAccessLog() {
        accessLog = null;
    }

    /** Writes one event, or nothing at all: who logs is never disturbed. */
    void write(LogStatement statement, Level level, String logger, @Nullable Throwable thrown) {
        LogEvent event = new LogEvent(Instant.now(), level, logger, statement.with(MDC.getCopyOfContextMap()), thrown);
        LogTarget own = accessLog;
        (own != null && logger.equals(ACCESS) ? own : log).write(event);
    }
}
