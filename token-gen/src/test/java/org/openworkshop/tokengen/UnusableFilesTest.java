/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that cannot be used, for root either; what root can use is told by the exception that others get. */
class UnusableFilesTest {
    private static final String USER = "the user " + System.getProperty("user.name");

    @TempDir
    Path folder;

    private final TokenGen tokenGen = new TokenGen();

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectory(folder.resolve("folder"));
        Files.createFile(folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("a"), folder.resolve("b"));
        Files.createSymbolicLink(folder.resolve("b"), folder.resolve("a"));
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a', '=', '1'});
    }

    @ParameterizedTest
    @CsvSource({
        "none,   does not exist.",
        "folder, cannot be read: it is a folder.",
        "a,      cannot be read: its symbolic links lead round in a circle.",
        "file/x, cannot be read: what should be a folder above it is none.",
        "binary, is not UTF-8 text."
    })
    void fileThatCannotBeReadIsExplained(String name, String says) {
        String file = folder.resolve(name).toString();

        assertFails(file + " " + says, "transfer", "--job", "job-1234", "--config", file);
        assertFails(file + " " + says, "transfer", "--job", "job-1234", "--secret-file", file);
        assertFails(file + " " + says, "import", file);
    }

    @ParameterizedTest
    @CsvSource({
        "none/x, cannot be created: its folder does not exist. Make it first",
        "file/x, cannot be created: what should be a folder above it is none.",
        "a/x,    cannot be created: its symbolic links lead round in a circle.",
        "folder, exists already"
    })
    void fileThatCannotBeMadeIsExplained(String name, String says) {
        String file = folder.resolve(name).toString();

        assertFails(file + " " + says, "--cost", "10", "--write", file);
    }

    @Test
    void lackOfPermissionSaysWhoseAndWhatToDo() {
        Path file = Path.of("/etc/x.toml");
        IOException denied = new AccessDeniedException("/etc/x.toml");

        assertThat(FileFault.ofReading(file, denied))
                .hasMessage(
                        "/etc/x.toml cannot be read: permission denied. Run this as a user who may read it and enter"
                                + " the folders above it, which " + USER + " may not.");
        assertThat(FileFault.ofMaking(file, denied))
                .hasMessage("/etc/x.toml cannot be created: permission denied. Name a file in a folder that " + USER
                        + " may write to, or run this as another user.");
    }

    @Test
    void reasonOfTheSystemIsToldWithoutTheExceptionsNameAndPath() {
        Path file = Path.of("/mnt/x.toml");

        assertThat(FileFault.ofMaking(file, new FileSystemException("/mnt/y", null, "Read-only file system")))
                .hasMessage("/mnt/x.toml cannot be created: read-only file system.");
        assertThat(FileFault.ofReading(file, new IOException("Input/output error")))
                .hasMessage("/mnt/x.toml cannot be read: input/output error.");
    }

    @Test
    void secretOnStandardInputThatIsNoTextIsExplained() {
        tokenGen.typing(new byte[] {(byte) 0xff, 1, 2});

        assertFails("not UTF-8 text", "transfer", "--job", "job-1234", "--secret-file", "-");
    }

    private void assertFails(String says, String... arguments) {
        assertThat(tokenGen.run(arguments)).isEqualTo(1);
        assertThat(tokenGen.err()).contains(says).doesNotContain("Exception", "\tat ");
        assertThat(tokenGen.out()).isEmpty();
    }
}
