/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.fetch.FetchException.Reason;

/** Origins that encode although nobody asked them to. */
class UrlFetcherGzipTest {
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

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] twice(byte[] member) {
        byte[] both = java.util.Arrays.copyOf(member, member.length * 2);
        System.arraycopy(member, 0, both, member.length, member.length);
        return both;
    }

    private static RawServer.Script encoded(String encoding, byte[] body, int sent) {
        return (request, out, socket) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nETag: \"a\"\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes());
            out.write(body, 0, sent);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP"})
    void unaskedGzipIsUndone(String encoding) throws Exception {
        byte[] body = gzip("hello".getBytes());
        try (RawServer server = RawServer.start(encoded(encoding, body, body.length))) {
            FetchResult result = fixture.fetch(server.uri("/x"));
            assertThat(target).hasContent("hello");
            assertThat(result.bytes()).isEqualTo(5);
            assertThat(result.total()).isNull();
            assertThat(result.sha256()).startsWith("2cf24dba5fb0a30e");
        }
    }

    @Test
    void identityIsNoEncoding() throws Exception {
        try (RawServer server = RawServer.start(encoded("identity", "hello".getBytes(), 5))) {
            assertThat(fixture.fetch(server.uri("/x")).total()).isEqualTo(5);
        }
    }

    @Test
    void gzipFileWithoutAnEncodingIsLeftAsItIs() throws Exception {
        byte[] body = gzip("hello".getBytes());
        RawServer.Script plain = (request, out, socket) -> {
            out.write(
                    ("HTTP/1.1 200 OK\r\nContent-Type: application/gzip\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes());
            out.write(body);
        };
        try (RawServer server = RawServer.start(plain)) {
            fixture.fetch(server.uri("/x"));
            assertThat(target).hasBinaryContent(body);
        }
    }

    @Test
    void membersInARowAreOneFile() throws Exception {
        byte[] body = twice(gzip("hello".getBytes()));
        int half = body.length / 2;
        RawServer.Script apart = (request, out, socket) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes());
            out.write(body, 0, half);
            out.flush();
            org.awaitility.Awaitility.await()
                    .until(() -> !fixture.listener.started().isEmpty());
            out.write(body, half, half);
        };
        try (RawServer server = RawServer.start(apart)) {
            fixture.fetch(server.uri("/x"));
            assertThat(target).hasContent("hellohello");
        }
    }

    @Test
    void bodyCutBetweenMembersIsNotTakenForWhole() throws Exception {
        byte[] body = twice(gzip("hello".getBytes()));
        try (RawServer server =
                RawServer.start(encoded("gzip", body, body.length / 2), encoded("gzip", body, body.length))) {
            fixture.fetch(server.uri("/x"));
            assertThat(target).hasContent("hellohello");
            assertThat(fixture.pauses).hasSize(1);
        }
    }

    @Test
    void cutBodyRestartsSinceOffsetsWouldCountEncodedBytes() throws Exception {
        byte[] body = gzip("hello".repeat(1000).getBytes());
        try (RawServer server =
                RawServer.start(encoded("gzip", body, body.length - 4), encoded("gzip", body, body.length))) {
            assertThat(fixture.fetch(server.uri("/x")).bytes()).isEqualTo(5000);
            assertThat(server.request(1)).doesNotContain("Range:");
        }
    }

    @Test
    void damagedBodyFails() throws Exception {
        byte[] body = gzip("hello".getBytes());
        body[body.length - 5] ^= 1;
        try (RawServer server = RawServer.start(encoded("gzip", body, body.length))) {
            assertThat(fixture.failure(server.uri("/x")).reason()).isEqualTo(Reason.FAILED);
            assertThat(target).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip"})
    void encodingThatCannotBeUndoneFailsAtOnce(String encoding) throws Exception {
        try (RawServer server = RawServer.start(encoded(encoding, "hello".getBytes(), 5))) {
            assertThat(fixture.failure(server.uri("/x")).reason()).isEqualTo(Reason.FAILED);
            assertThat(fixture.pauses).isEmpty();
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void bombIsHeldToTheLimitOfWhatComesOut() throws Exception {
        byte[] body = gzip(new byte[10 << 20]);
        try (RawServer server = RawServer.start(encoded("gzip", body, body.length))) {
            assertThat(fixture.failure(server.uri("/x"), 1 << 20).reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void endlessMembersOfNothingAreHeldToALimitToo() throws Exception {
        byte[] nothing = gzip(new byte[0]);
        RawServer.Script endless = (request, out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".getBytes());
            while (true) {
                out.write(nothing);
            }
        };
        try (RawServer server = RawServer.start(endless)) {
            assertThat(fixture.failure(server.uri("/x"), 1000).reason()).isEqualTo(Reason.TOO_LARGE);
        }
    }
}
