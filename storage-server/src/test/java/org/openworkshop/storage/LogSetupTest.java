/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSetupTest {
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    @AfterEach
    void restoreJavaLogging() throws IOException {
        LogManager.getLogManager().readConfiguration();
    }

    private static Properties applied(String level, Map<String, String> environment) {
        Properties properties = new Properties();
        LogSetup.apply(level, environment, properties);
        return properties;
    }

    @ParameterizedTest
    @CsvSource({"trace,debug", "debug,info", "info,info", "warn,warn", "error,error"})
    void librariesTellOneLevelLessWhenDebugging(String level, String ofLibraries) {
        Properties properties = applied(level, Map.of());

        assertThat(properties)
                .containsEntry(PREFIX + "log.org.openworkshop", level)
                .containsEntry(PREFIX + "defaultLogLevel", ofLibraries);
    }

    @Test
    void journalStampsTheLinesItself() {
        assertThat(applied("info", Map.of())).containsEntry(PREFIX + "showDateTime", "true");
        assertThat(applied("info", Map.of("JOURNAL_STREAM", "8:1"))).containsEntry(PREFIX + "showDateTime", "false");
    }

    @Test
    void propertiesFromTheCommandLineStay() {
        Properties properties = new Properties();
        properties.setProperty(PREFIX + "defaultLogLevel", "error");

        LogSetup.apply("info", Map.of(), properties);

        assertThat(properties).containsEntry(PREFIX + "defaultLogLevel", "error");
    }

    @Test
    void javaLoggingIsQuietBelowWarning() {
        applied("info", Map.of());
        assertThat(Logger.getLogger("").getLevel()).isEqualTo(Level.WARNING);

        applied("debug", Map.of());
        assertThat(Logger.getLogger("").getLevel()).isEqualTo(Level.INFO);
    }
}
