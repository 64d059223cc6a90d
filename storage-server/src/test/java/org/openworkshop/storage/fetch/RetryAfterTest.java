/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final String NOON = "Sun, 01 Nov 2026 12:00:00 GMT";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "' 7 ', 7",
        "0, 0",
        "999999999, 999999999",
        "9999999999, 0",
        "-1, 0",
        "1.5, 0",
        "soon, 0",
        "'Sun, 01 Nov 2026 12:00:07 GMT', 7",
        "'Sun, 01 Nov 2026 11:59:53 GMT', 0",
        "'Sunday, 01-Nov-26 12:01:00 GMT', 60",
    })
    void timeIsReadAsSecondsOrSeenFromTheOriginsClock(String field, long seconds) {
        HttpFields headers = HttpFields.build().put("Retry-After", field).put("Date", NOON);
        assertThat(RetryAfter.of(headers)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void withoutTheFieldOrTheOriginsClockNothingIsAskedFor() {
        assertThat(RetryAfter.of(HttpFields.build().put("Date", NOON))).isZero();
        assertThat(RetryAfter.of(HttpFields.build().put("Retry-After", NOON))).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "503, Retry-After: 3, 3000",
        "429, Retry-After: 3, 3000",
        "503, Retry-After: 0, 1000",
        "503, Retry-After: 3600, 8000",
        "500, Retry-After: 3, 1000",
        "503, X: y, 1000",
    })
    void pauseBetweenTriesIsTheLongerOneUpToTheLongest(int status, String header, long millis) throws Exception {
        try (RawServer server = RawServer.start(
                        RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"v1\"\r\n\r\n01234"),
                        RawServer.text("HTTP/1.1 " + status + " No\r\n" + header + "\r\nContent-Length: 0\r\n\r\n"),
                        RawServer.text("HTTP/1.1 206 P\r\nContent-Range: bytes 5-9/10\r\n\r\n56789"));
                FetchFixture fixture = new FetchFixture(folder.resolve("x"))) {
            fixture.fetch(server.uri("/x"));
            assertThat(fixture.pauses).isEqualTo(List.of(Duration.ofMillis(500), Duration.ofMillis(millis)));
        }
    }

    @Test
    void firstRefusalIsFinalWhateverItAsksFor() throws IOException {
        try (RawServer server = RawServer.start(
                        RawServer.text("HTTP/1.1 503 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"));
                FetchFixture fixture = new FetchFixture(folder.resolve("x"))) {
            assertThat(fixture.failure(server.uri("/x")).status()).isEqualTo(503);
            assertThat(fixture.pauses).isEmpty();
        }
    }
}
