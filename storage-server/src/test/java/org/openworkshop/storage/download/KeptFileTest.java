/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered about a small file that was asked for before, and is answered from memory. */
class KeptFileTest {
    private static final String TARGET = "/download/resource/a.txt";

    @TempDir
    Path main;

    private DownloadServer server;
    private Path file;

    @BeforeEach
    void askOnce() throws Exception {
        server = new DownloadServer(main);
        file = old(server.put("resource/a.txt", bytes("0123456789")), 60);
        assertThat(server.get(TARGET).text()).isEqualTo("0123456789");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(server.buffers.getLeaks()).isEmpty();
    }

    private static Path old(Path path, int seconds) throws Exception {
        return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void sameAnswerComesFromMemory() throws Exception {
        RawClient.Reply again = server.get(TARGET);
        assertThat(again.text()).isEqualTo("0123456789");
        assertThat(again.header("Content-Length")).isEqualTo("10");
        assertThat(again.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(server.get(TARGET, "If-None-Match: " + again.header("ETag")).status())
                .isEqualTo(304);
        assertThat(server.head(TARGET).header("Content-Length")).isEqualTo("10");
    }

    @Test
    void rangesAreCutFromMemory() throws Exception {
        RawClient.Reply part = server.get(TARGET, "Range: bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("234");
        RawClient.Reply parts = server.get(TARGET, "Range: bytes=0-1,-2");
        assertThat(parts.text())
                .contains("Content-Range: bytes 0-1/10\r\n\r\n01\r\n")
                .contains("Content-Range: bytes 8-9/10\r\n\r\n89\r\n");
        assertThat(server.get(TARGET, "Range: bytes=10-").status()).isEqualTo(416);
    }

    @Test
    void replacedFileIsNeverAnsweredFromMemory() throws Exception {
        for (int i = 0; i < 20; i++) {
            Path newer = old(Files.write(main.resolve("temp/new"), bytes("new bytes" + (char) ('a' + i))), 60);
            Files.move(newer, file, StandardCopyOption.ATOMIC_MOVE);
            assertThat(server.get(TARGET).text()).isEqualTo("new bytes" + (char) ('a' + i));
        }
    }

    @Test
    void fileChangedInPlaceIsNotAnsweredFromMemory() throws Exception {
        Files.write(file, bytes("9876543210"));
        assertThat(server.get(TARGET).text()).isEqualTo("9876543210");
        Files.write(file, bytes("9876543211"));
        assertThat(server.get(TARGET).text()).isEqualTo("9876543211");
    }

    @Test
    void deletedFileIsGone() throws Exception {
        Files.delete(file);
        assertThat(server.get(TARGET).status()).isEqualTo(404);
    }

    @Test
    void linkThatTakesTheFilesPlaceIsJudgedByWhereItLeads() throws Exception {
        Path outside = Files.createDirectories(main.resolve("temp/outside"));
        Files.createDirectories(main.resolve("resource/folder"));
        Path inFolder = old(server.put("resource/folder/b.txt", bytes("secret")), 60);
        assertThat(server.get("/download/resource/folder/b.txt").text()).isEqualTo("secret");
        // The very same file, reached from outside of the area now.
        Files.move(inFolder, outside.resolve("b.txt"));
        Files.delete(main.resolve("resource/folder"));
        Files.createSymbolicLink(main.resolve("resource/folder"), outside);
        assertThat(server.get("/download/resource/folder/b.txt").status()).isEqualTo(423);
    }

    @Test
    void protectedFileIsAskedForEachTime() throws Exception {
        old(server.put("archive/mods/7/main.zip", bytes("mod")), 60);
        server.access.answer(FakeAccess.YES);
        assertThat(server.get("/download/archive/mods/7/main.zip").text()).isEqualTo("mod");
        server.access.answer(FakeAccess.NO);
        assertThat(server.get("/download/archive/mods/7/main.zip").status()).isEqualTo(403);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        server.put("resource/none.bin", new byte[0]);
        try (Socket socket = RawClient.connect(server.port())) {
            for (int i = 0; i < 50; i++) {
                RawClient.write(socket, "GET", TARGET, "Range: bytes=" + i % 10 + "-" + i % 10);
                RawClient.write(socket, "GET", "/download/resource/none.bin");
            }
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 50; i++) {
                assertThat(RawClient.read(in, false).text()).isEqualTo(Integer.toString(i % 10));
                assertThat(RawClient.read(in, false).header("Content-Length")).isEqualTo("0");
            }
        }
    }
}
