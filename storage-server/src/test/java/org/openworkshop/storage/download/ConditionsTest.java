/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditional requests over a socket (RFC 9110 section 13), with {@code GET} and {@code HEAD}. */
class ConditionsTest {
    private static final String TARGET = "/download/resource/a.txt";
    private static final byte[] CONTENT = "hello, world".getBytes(UTF_8);

    @TempDir
    Path main;

    private DownloadServer server;
    private String etag = "";

    @BeforeEach
    void start() throws Exception {
        server = new DownloadServer(main);
        Path file = server.put("resource/a.txt", CONTENT);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-03T04:05:06.789Z")));
        etag = server.get(TARGET).header("ETag");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** TAG stands for the file's tag; SAME, EARLIER and LATER for its time, a second before and a second after. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-Match: TAG                             | 200",
                "If-Match: *                               | 200",
                "If-Match: \"x\", TAG                      | 200",
                "If-Match: \"x\"; If-Match: TAG            | 200",
                "If-Match: \"x\"                           | 412",
                "If-Match: W/TAG                           | 412",
                "If-Match: x                               | 412",
                "If-None-Match: TAG                        | 304",
                "If-None-Match: W/TAG                      | 304",
                "If-None-Match: *                          | 304",
                "If-None-Match: \"x\",, TAG                | 304",
                "If-None-Match: \"x\"; If-None-Match: TAG  | 304",
                "If-None-Match: \"x\"                      | 200",
                "If-None-Match: x                          | 200",
                "If-Modified-Since: SAME                   | 304",
                "If-Modified-Since: LATER                  | 304",
                "If-Modified-Since: EARLIER                | 200",
                "If-Modified-Since: yesterday              | 200",
                "If-Unmodified-Since: SAME                 | 200",
                "If-Unmodified-Since: LATER                | 200",
                "If-Unmodified-Since: EARLIER              | 412",
                "If-Unmodified-Since: yesterday            | 200",
                "If-Match: TAG; If-Unmodified-Since: EARLIER   | 200",
                "If-None-Match: \"x\"; If-Modified-Since: SAME | 200",
                "If-None-Match: TAG; If-Modified-Since: EARLIER | 304",
                "If-Match: TAG; If-None-Match: TAG         | 304",
                "If-Match: \"x\"; If-None-Match: TAG       | 412",
                "If-Unmodified-Since: EARLIER; If-Modified-Since: SAME | 412",
            })
    void conditionsAreEvaluatedInTheirOrder(String lines, int status) throws Exception {
        RawClient.Reply get = server.get(TARGET, fill(lines));
        assertThat(get.status()).isEqualTo(status);
        assertThat(get.header("ETag")).isEqualTo(etag);
        assertThat(get.header("Last-Modified")).isEqualTo("Sat, 03 Feb 2024 04:05:06 GMT");
        assertThat(get.body())
                .isEqualTo(
                        switch (status) {
                            case 200 -> CONTENT;
                            case 304 -> new byte[0];
                            default -> "Precondition failed".getBytes(UTF_8);
                        });
        // RFC 9110 section 8.6: a 304 states no other length than a 200 would.
        assertThat(get.header("Content-Length"))
                .isEqualTo(Integer.toString(status == 412 ? get.body().length : CONTENT.length));
        RawClient.Reply head = server.head(TARGET, fill(lines));
        assertThat(head.status()).isEqualTo(status);
        List.of(get, head).forEach(reply -> reply.headers().keySet().removeAll(List.of("date", "x-request-id")));
        assertThat(head.headers()).isEqualTo(get.headers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-Range: TAG        | 206",
                "If-Range: SAME       | 206",
                "If-Range: W/TAG      | 200",
                "If-Range: \"x\"      | 200",
                "If-Range: EARLIER    | 200",
                "If-Range: LATER      | 200",
                "If-Range: yesterday  | 200",
                "If-Match: TAG        | 206",
                "If-Match: \"x\"      | 412",
                "If-None-Match: TAG   | 304",
                "If-None-Match: \"x\" | 206",
                "If-Modified-Since: SAME      | 304",
                "If-Unmodified-Since: EARLIER | 412",
            })
    void rangeIsLookedAtAfterTheConditions(String lines, int status) throws Exception {
        RawClient.Reply reply = server.get(TARGET, fill("Range: bytes=7-11; " + lines));
        assertThat(reply.status()).isEqualTo(status);
        if (status == 206) {
            assertThat(reply.text()).isEqualTo("world");
            assertThat(reply.header("Content-Range")).isEqualTo("bytes 7-11/12");
        } else if (status == 200) {
            assertThat(reply.body()).isEqualTo(CONTENT);
        }
    }

    @Test
    void rangeThatCannotBeSatisfiedMattersOnlyWhenItsConditionHolds() throws Exception {
        assertThat(server.get(TARGET, fill("Range: bytes=99-; If-Range: TAG")).status())
                .isEqualTo(416);
        assertThat(server.get(TARGET, fill("Range: bytes=99-; If-Range: \"x\"")).status())
                .isEqualTo(200);
        assertThat(server.get(TARGET, fill("Range: bytes=99-; If-None-Match: TAG"))
                        .status())
                .isEqualTo(304);
    }

    private String[] fill(String lines) {
        return Arrays.stream(lines.split("; "))
                .map(line -> line.strip()
                        .replace("TAG", etag)
                        .replace("SAME", "Sat, 03 Feb 2024 04:05:06 GMT")
                        .replace("EARLIER", "Sat, 03 Feb 2024 04:05:05 GMT")
                        .replace("LATER", "Sat, 03 Feb 2024 04:05:07 GMT"))
                .toArray(String[]::new);
    }
}
