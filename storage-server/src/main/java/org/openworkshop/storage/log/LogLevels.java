/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import org.slf4j.event.Level;

/**
 * Which logger tells what. {@code trace} and {@code debug} hold for our own classes only: libraries would tell addresses and headers
 * with tokens in them, and bury our own lines.
 *
 * @param ours least level of our own classes
 */
record LogLevels(Level ours) {
    private static final int NOTHING = Level.ERROR.toInt() + 1;

    /** Whether a logger is one of our own classes, or the access log's. */
    static boolean isOurs(String logger) {
        return isBelow("org.openworkshop", logger) || logger.equals(Loggers.ACCESS);
    }

    /** The least level a logger tells, as SLF4J's number. */
    int of(String logger) {
        if (logger.equals(Loggers.ACCESS)) {
            // There is a setting that turns it off.
            return Level.INFO.toInt();
        }
        if (isOurs(logger)) {
            return ours.toInt();
        }
        // It logs a trace for every damaged archive, with names that strangers chose; we report such archives
        // ourselves.
        if (isBelow("com.github.junrar", logger)) {
            return NOTHING;
        }
        return switch (ours) {
            case TRACE, DEBUG -> Level.INFO.toInt();
            case INFO -> (isBelow("org.eclipse.jetty", logger) ? Level.WARN : Level.INFO).toInt();
            case WARN, ERROR -> ours.toInt();
        };
    }

    private static boolean isBelow(String root, String logger) {
        return logger.startsWith(root) && (logger.length() == root.length() || logger.charAt(root.length()) == '.');
    }
}
