/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.ServerConfig;
import org.openworkshop.storage.log.Log;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets the log up as the settings, and systemd around the process, want it. */
final class LogSetup {
    private LogSetup() {}

    /**
     * Applies the settings of the server.
     *
     * @throws IOException when the access log's file cannot be opened
     */
    static Log apply(ServerConfig.Log settings, Map<String, String> environment) throws IOException {
        Log.Format format = settings.format().equals("json") ? Log.Format.JSON : Log.Format.TEXT;
        Log log = Log.apply(
                settings.level(),
                format,
                settings.access() ? settings.accessFile() : Optional.empty(),
                journal(environment));
        bridgeJavaLogging(settings.level());
        return log;
    }

    /** Applies a level, for commands that people start. */
    static void apply(String level, Map<String, String> environment) {
        try {
            apply(new ServerConfig.Log(level, "text", false, Optional.empty()), environment)
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where systemd says what its journal is connected to. */
    static @Nullable String journal(Map<String, String> environment) {
        return environment.get("JOURNAL_STREAM");
    }

    /** Jersey logs through java.util.logging; only what somebody should act on is let through, unless debugging. */
    private static void bridgeJavaLogging(String level) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        boolean debugging = level.equals("trace") || level.equals("debug");
        Logger.getLogger("").setLevel(debugging ? Level.INFO : Level.WARNING);
    }
}
