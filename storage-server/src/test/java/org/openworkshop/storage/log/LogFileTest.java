/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class LogFileTest {
    @TempDir
    Path folder;

    private static LogEvent event(String text) {
        return new LogEvent(Instant.EPOCH, Level.INFO, "access", new LogStatement(text, List.of()), null);
    }

    private static LogFile open(Path file) throws IOException {
        return LogFile.open(file, event -> event.statement().sentence());
    }

    @Test
    void linesAreAppendedAndAllOfThemWrittenAtTheEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("access.log"), "before\n");
        try (LogFile log = open(file)) {
            for (int i = 0; i < 1000; i++) {
                log.write(event("line " + i));
            }
        }
        assertThat(file).content().startsWith("before\nline 0\nline 1\n").endsWith("line 999\n");
        assertThat(Files.readAllLines(file)).hasSize(1001);
    }

    @Test
    void newFileIsNotForEverybody() throws IOException {
        Path file = folder.resolve("access.log");
        try (LogFile log = open(file)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .endsWith("---");
        }
    }

    @Test
    void renamedFileIsFollowedByANewOne() throws IOException {
        Path file = folder.resolve("access.log");
        try (LogFile log = open(file)) {
            log.write(event("first"));
            await().untilAsserted(() -> assertThat(file).content().isEqualTo("first\n"));
            Files.move(file, folder.resolve("access.log.1"));
            log.write(event("second"));
            await().untilAsserted(() -> assertThat(file).content().isEqualTo("second\n"));
            Files.delete(file);
            log.write(event("third"));
            await().untilAsserted(() -> assertThat(file).content().isEqualTo("third\n"));
        }
        assertThat(folder.resolve("access.log.1")).content().isEqualTo("first\n");
    }

    @Test
    void folderThatGoesAndComesBackCostsOnlyTheLinesBetween() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Path file = logs.resolve("access.log");
        try (LogFile log = open(file)) {
            log.write(event("first"));
            await().untilAsserted(() -> assertThat(file).content().isEqualTo("first\n"));
            Files.move(logs, folder.resolve("away"));
            log.write(event("lost"));
            await().until(log::isFailing);
            Files.createDirectory(logs);
            log.write(event("third"));
            await().untilAsserted(() -> assertThat(file).content().isEqualTo("third\n"));
        }
    }

    @Test
    void lostFolderIsToldWhenTheFileIsOpened() {
        assertThatThrownBy(() -> open(folder.resolve("none/access.log"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatComesFasterThanItCanBeWrittenIsDropped() throws IOException {
        try (LogFile log = open(Path.of("/dev/full"))) {
            String line = "x".repeat(1 << 20);
            for (int i = 0; i < 100; i++) {
                log.write(event(line));
                assertThat(log.waitingBytes()).isLessThanOrEqualTo(LogFile.MAX_WAITING_BYTES);
            }
        }
    }
}
