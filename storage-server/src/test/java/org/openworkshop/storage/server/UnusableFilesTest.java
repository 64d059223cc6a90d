/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails because of a file says which and what is wrong with it, and no Java. */
class UnusableFilesTest {
    @TempDir
    Path folder;

    @Test
    void mainDirectoryBelowAFile() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused(file.resolve("main"), Map.of(), file + "/main: Not a directory");
    }

    @Test
    void certificateThatIsAFolder() {
        assertRefused(
                folder.resolve("main"),
                Map.of(
                        "OW_SERVER_TLS_CERTIFICATE",
                        folder.toString(),
                        "OW_SERVER_TLS_KEY",
                        folder.toString(),
                        "OW_SERVER_TLS_PORT",
                        "1"),
                folder + " cannot be read: it is a folder",
                "correct the path");
    }

    private static void assertRefused(Path mainDir, Map<String, String> settings, String... says) {
        assertThatThrownBy(() -> new TestServer(mainDir, settings).close())
                .isInstanceOf(StartException.class)
                .message()
                .contains(says)
                .doesNotContain("Exception");
    }
}
