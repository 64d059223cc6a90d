/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The question for space that comes before bytes. */
class UrlFetcherSpaceTest {
    @TempDir
    private Path folder;

    private Path target;
    private FetchFixture fixture;

    @BeforeEach
    void start() {
        target = folder.resolve("x");
        fixture = new FetchFixture(target);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    /** Refuses the question with this number, from 0; remembers what was asked, and the size of the file then. */
    private final class Miser implements FetchListener {
        private final IOException refusal = new IOException("disk is full");
        private final List<String> heard = new ArrayList<>();
        private final int refused;

        Miser(int refused) {
            this.refused = refused;
        }

        @Override
        public void requireSpace(long bytes) throws IOException {
            heard.add(bytes + " at " + Files.size(target));
            if (heard.size() > refused) {
                throw refusal;
            }
        }

        @Override
        public void started(@Nullable Long total, @Nullable String fileName) {
            heard.add("started");
        }
    }

    private void assertRefused(RawServer server, Miser miser, String... heard) {
        FetchRequest request = new FetchRequest(server.uri("/x"), target, 0, null);
        assertThatThrownBy(() -> fixture.fetcher.fetch(request, miser)).isSameAs(miser.refusal);
        assertThat(miser.heard).containsExactly(heard);
        assertThat(target).doesNotExist();
        assertThat(fixture.pauses).isEmpty();
        assertThat(server.requests()).hasSize(1);
        await().until(() -> server.openConnections() == 0);
    }

    @Test
    void statedTotalIsAskedForBeforeTheBody() throws Exception {
        Files.writeString(target, "an older file does not count");
        RawServer.Script bodyNeverComes = (request, out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".getBytes());
            out.flush();
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        };
        try (RawServer server = RawServer.start(bodyNeverComes)) {
            assertRefused(server, new Miser(0), "5 at 0");
        }
    }

    @Test
    void everyWriteIsAskedForBefore() throws Exception {
        try (RawServer server = RawServer.start(RawServer.text("HTTP/1.1 200 OK\r\n\r\nhello"))) {
            assertRefused(server, new Miser(1), "started", "5 at 0");
        }
    }

    @Test
    void refusalInTheMiddleEndsTheFetch() throws Exception {
        RawServer.Script endless = (request, out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\nETag: \"a\"\r\n\r\n".getBytes());
            while (true) {
                out.write(new byte[1000]);
            }
        };
        try (RawServer server = RawServer.start(endless)) {
            Miser miser = new Miser(4);
            FetchRequest request = new FetchRequest(server.uri("/x"), target, 0, null);
            assertThatThrownBy(() -> fixture.fetcher.fetch(request, miser)).isSameAs(miser.refusal);
            assertThat(target).doesNotExist();
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void afterABreakOnlyWhatIsMissingIsAskedFor() throws Exception {
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"a\"\r\n\r\n01234"),
                RawServer.text("HTTP/1.1 206 P\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789"))) {
            fixture.fetch(server.uri("/x"));
            assertThat(fixture.listener.spaces()).containsExactly(10L, 5L, 5L, 5L);
        }
    }

    @Test
    void emptyFileNeedsNoSpace() throws Exception {
        try (RawServer server = RawServer.start(RawServer.ok(""))) {
            fixture.fetch(server.uri("/x"));
            assertThat(fixture.listener.spaces()).isEmpty();
        }
    }
}
