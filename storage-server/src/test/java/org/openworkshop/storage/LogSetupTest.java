/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class LogSetupTest {
    @AfterEach
    void restore() throws IOException {
        LogSetup.apply("info", Map.of());
        LogManager.getLogManager().readConfiguration();
    }

    @ParameterizedTest
    @CsvSource({
        "trace,TRACE,INFO,INFO",
        "debug,DEBUG,INFO,INFO",
        "info,INFO,INFO,WARN",
        "warn,WARN,WARN,WARN",
        "error,ERROR,ERROR,ERROR"
    })
    void librariesTellLessThanOurOwnClasses(String level, String ours, String libraries, String jetty) {
        LogSetup.apply(level, Map.of());

        assertThat(least("org.openworkshop.storage.transfer.Endings")).isEqualTo(ours);
        assertThat(least("org.example.Library")).isEqualTo(libraries);
        assertThat(least("org.eclipse.jetty.server.Server")).isEqualTo(jetty);
        assertThat(least("com.github.junrar.Archive")).isEqualTo("none");
        assertThat(least("access")).isEqualTo("INFO");
    }

    private static String least(String name) {
        org.slf4j.Logger logger = LoggerFactory.getLogger(name);
        for (org.slf4j.event.Level level : new org.slf4j.event.Level[] {
            org.slf4j.event.Level.TRACE,
            org.slf4j.event.Level.DEBUG,
            org.slf4j.event.Level.INFO,
            org.slf4j.event.Level.WARN,
            org.slf4j.event.Level.ERROR
        }) {
            if (logger.isEnabledForLevel(level)) {
                return level.name();
            }
        }
        return "none";
    }

    @Test
    void javaLoggingIsQuietBelowWarning() {
        LogSetup.apply("info", Map.of());
        assertThat(Logger.getLogger("").getLevel()).isEqualTo(Level.WARNING);

        LogSetup.apply("debug", Map.of());
        assertThat(Logger.getLogger("").getLevel()).isEqualTo(Level.INFO);
    }
}
