/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {
    @TempDir
    private Path folder;

    @Test
    void unfinishedFileIsDeleted() throws IOException {
        Path path = folder.resolve("x");
        try (PartialFile file = PartialFile.open(path)) {
            file.restart();
            file.append(bytes("hello"), 5);
            assertThat(path).exists();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void restartForgetsBytesAndDigest() throws IOException {
        Path path = folder.resolve("x");
        try (PartialFile file = PartialFile.open(path)) {
            file.append(bytes("something else"), 14);
            file.restart();
            file.append(bytes("hello..."), 5);
            assertThat(file.size()).isEqualTo(5);
            assertThat(file.complete()).startsWith("2cf24dba5fb0a30e").hasSize(64);
        }
        assertThat(path).hasContent("hello");
    }

    @Test
    void adoptedBytesAreCutToSizeAndPartOfTheDigest() throws IOException {
        Path path = Files.writeString(folder.resolve("x"), "hel and more");
        try (PartialFile file = PartialFile.open(path)) {
            assertThat(file.adopt(3)).isTrue();
            assertThat(file.size()).isEqualTo(3);
            assertThat(path).hasContent("hel");
            file.append(bytes("lo"), 2);
            assertThat(file.complete()).startsWith("2cf24dba5fb0a30e");
        }
        assertThat(path).hasContent("hello");
    }

    @Test
    void shortFileIsNotAdoptedAndCanBeginAnew() throws IOException {
        Path path = Files.writeString(folder.resolve("x"), "hel");
        try (PartialFile file = PartialFile.open(path)) {
            assertThat(file.adopt(4)).isFalse();
            file.restart();
            file.append(bytes("hello"), 5);
            assertThat(file.complete()).startsWith("2cf24dba5fb0a30e");
        }
        assertThat(path).hasContent("hello");
    }

    @Test
    void keptFileStays() throws IOException {
        Path path = folder.resolve("x");
        try (PartialFile file = PartialFile.open(path)) {
            file.restart();
            file.append(bytes("hel"), 3);
            file.keep();
        }
        assertThat(path).hasContent("hel");
    }

    @Test
    void whatIsNoRegularFileIsLeftAlone() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("link"), precious);
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("made"));
        Path inner = Files.createDirectory(folder.resolve("inner"));
        for (Path path : List.of(link, dangling, inner)) {
            assertThatThrownBy(() -> PartialFile.open(path)).isInstanceOf(IOException.class);
            assertThat(Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .isTrue();
        }
        assertThat(precious).hasContent("precious");
        assertThat(folder.resolve("made")).doesNotExist();
    }

    @Test
    void fullDiskIsALocalFailureThatLeavesNothingAndEndsTheConnection() throws Exception {
        Path path = folder.resolve("x");
        Duration patience = Duration.ofSeconds(20);
        try (RawServer server = RawServer.start(RawServer.ok("hello"));
                FetchClient client = new FetchClient(
                        new GuardedResolver(new FakeResolver(), new AllowedHosts(List.of("127.0.0.1")), patience, 1),
                        new SslContextFactory.Client(),
                        patience,
                        patience)) {
            FileChannel real = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try (PartialFile file = PartialFile.over(path, new FaultyChannel(real, 3))) {
                TrackedFile tracked = new TrackedFile(file, new RecordingListener(), System::nanoTime);
                Deadline deadline = Deadline.in(patience, System::nanoTime);
                Download download = new Download(client, Hop.first(server.uri("/x")), tracked, 0, deadline);
                assertThatThrownBy(download::attempt)
                        .isInstanceOf(IOException.class)
                        .hasMessage("No space left on device");
            }
        }
        assertThat(path).doesNotExist();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
