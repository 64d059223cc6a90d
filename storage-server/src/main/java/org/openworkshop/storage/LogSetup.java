/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Settings of slf4j-simple, which logs to standard error. They are read when the first logger is made and never again.
 * A property that was given with {@code -D} stays.
 */
final class LogSetup {
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private LogSetup() {}

    /**
     * Applies a level of ours: {@code trace} and {@code debug} hold for our own classes, and let libraries tell one
     * level less, since their traces of every byte would bury ours.
     */
    static void apply(String level, Map<String, String> environment, Properties properties) {
        set(properties, "defaultLogLevel", libraryLevel(level));
        set(properties, "log.org.openworkshop", level);
        set(properties, "showShortLogName", "true");
        set(properties, "showThreadName", "false");
        set(properties, "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        // systemd's journal stamps every line itself.
        set(properties, "showDateTime", Boolean.toString(!environment.containsKey("JOURNAL_STREAM")));
        if (level.equals("info")) {
            set(properties, "log.org.eclipse.jetty", "warn");
        }
        // It logs a trace for every damaged archive, with names that strangers chose; we report such archives
        // ourselves.
        set(properties, "log.com.github.junrar", "off");
        bridgeJavaLogging(level);
    }

    private static String libraryLevel(String level) {
        return switch (level) {
            case "trace" -> "debug";
            case "debug" -> "info";
            default -> level;
        };
    }

    private static void set(Properties properties, String name, String value) {
        properties.putIfAbsent(PREFIX + name, value);
    }

    /** Jersey logs through java.util.logging; only what somebody should act on is let through, unless debugging. */
    private static void bridgeJavaLogging(String level) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        boolean debugging = level.equals("trace") || level.equals("debug");
        Logger.getLogger("").setLevel(debugging ? Level.INFO : Level.WARNING);
    }
}
