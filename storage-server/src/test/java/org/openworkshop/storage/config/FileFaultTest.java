/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files where even root cannot use them; what root can is told by the exception that others get. */
class FileFaultTest {
    private static final String USER = "the user " + System.getProperty("user.name");

    @TempDir
    Path folder;

    @Test
    void fileThatMayNotBeReadSaysWhoMust() {
        FileFault fault = FileFault.ofReading(folder.resolve("x"), new AccessDeniedException("/etc/x"));
        assertThat(fault)
                .hasToString(
                        "cannot be read: permission denied; let " + USER + " read it, and enter the folders above it");
    }

    @Test
    void fileThatMayNotBeWrittenSaysWhoMust() {
        FileFault fault = FileFault.ofWriting(folder.resolve("x"), new AccessDeniedException("/var/x"));
        assertThat(fault)
                .hasToString("cannot be opened: permission denied; let " + USER
                        + " write the file or, where there is none yet, into its folder");
    }

    @Test
    void missingFileAndMissingFolderAreToldApart() {
        assertThat(reading(folder.resolve("none")).what()).isEqualTo("does not exist");
        assertThat(writing(folder.resolve("none/access.log")).what())
                .isEqualTo("cannot be opened: its folder does not exist");
    }

    @Test
    void folderIsCalledOne() {
        assertThat(reading(folder).what()).isEqualTo("cannot be read: it is a folder");
        assertThat(writing(folder).what()).isEqualTo("cannot be opened: it is a folder");
    }

    @Test
    void circleOfLinksIsCalledOne() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("a"), folder.resolve("b"));
        Files.createSymbolicLink(folder.resolve("b"), link);
        assertThat(reading(link).what()).isEqualTo("cannot be read: its symbolic links lead round in a circle");
    }

    @Test
    void fileInThePlaceOfAFolderIsSaid() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(reading(file.resolve("config.toml")).what())
                .isEqualTo("cannot be read: what should be a folder above it is none");
    }

    @Test
    void whatIsNotTextIsSaid() {
        assertThat(FileFault.ofReading(folder.resolve("x"), new MalformedInputException(1))
                        .what())
                .isEqualTo("is not UTF-8 text");
    }

    @Test
    void reasonOfTheSystemIsToldWithoutTheExceptionsNameAndPath() {
        Path file = folder.resolve("x");
        assertThat(FileFault.ofReading(file, new IOException("Input/output error"))
                        .what())
                .isEqualTo("cannot be read: input/output error");
        assertThat(FileFault.ofWriting(file, new FileSystemException("/x", null, "Read-only file system"))
                        .what())
                .isEqualTo("cannot be opened: read-only file system");
        assertThat(FileFault.ofReading(file, new IOException()).what())
                .isEqualTo("cannot be read: the system does not say why");
    }

    private static FileFault reading(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            throw new AssertionError(file + " can be read: " + in.readAllBytes().length);
        } catch (IOException e) {
            return FileFault.ofReading(file, e);
        }
    }

    private static FileFault writing(Path file) {
        try {
            Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            throw new AssertionError(file + " can be written");
        } catch (IOException e) {
            return FileFault.ofWriting(file, e);
        }
    }
}
