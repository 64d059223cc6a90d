/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** The admin page's socket: everything at once, then what changes. */
class AdminSocketTest extends AdminFixture {
    private static final String JOB = "job-watched-1";
    private static final String[] BEARER = {"Authorization", "Bearer " + TOKEN};

    @Test
    void pageHearsEverythingAtOnceAndThenWhatChanges() throws Exception {
        try (TestServer server = server(Map.of())) {
            AdminWatch page = AdminWatch.open(server, BEARER);
            await().until(() -> !page.frames.isEmpty());
            JsonNode first = page.frames.get(0);
            assertThat(first.fieldNames()).toIterable().containsExactly("status", "jobs", "jobs_total", "recent");
            assertThat(first.path("jobs")).isEmpty();

            try (RawConnection client = half(server, JOB)) {
                await().until(() -> bytes(page) == 4);
                client.send("rest");
                assertThat(client.answer().status()).isEqualTo(200);
            }
            await().until(() -> page.frames.stream()
                    .anyMatch(frame -> frame.path("recent")
                            .path(0)
                            .path("outcome")
                            .asText()
                            .equals("packed")));
            for (int i = 2; i < page.frames.size(); i++) {
                assertThat(page.times.get(i) - page.times.get(i - 1)).isGreaterThan(50_000_000L);
            }
        }
    }

    private static long bytes(AdminWatch page) {
        return page.last().path("jobs").path(0).path("bytes").asLong();
    }

    @Test
    void onlyPagesOfOursMayWatchWithACookie() throws Exception {
        try (TestServer server = server(Map.of())) {
            String ours = "http://127.0.0.1:" + server.port();
            String cookie = cookie(server);
            AdminWatch page = AdminWatch.open(server, "Cookie", cookie, "Origin", ours);
            await().until(() -> !page.frames.isEmpty());

            assertRefused(403, () -> AdminWatch.open(server, "Cookie", cookie, "Origin", "https://evil.example"));
            assertRefused(403, () -> AdminWatch.open(server, "Cookie", cookie));
            assertRefused(401, () -> AdminWatch.open(server, "Origin", ours));
            assertRefused(403, () -> AdminWatch.open(server, "Authorization", "Bearer wrong"));
            assertRefused(
                    403,
                    () -> AdminWatch.open(
                            server, "Authorization", "Bearer " + TOKEN, "Origin", "https://evil.example"));
        }
    }

    @Test
    void socketEndsWithItsSession() throws Exception {
        try (TestServer server = server(Map.of())) {
            String cookie = cookie(server);
            AdminWatch page = AdminWatch.open(server, "Cookie", cookie, "Origin", "http://127.0.0.1:" + server.port());
            await().until(() -> !page.frames.isEmpty());

            post(server, "/admin/api/logout", "Cookie", cookie, "Sec-Fetch-Site", "same-origin");

            await().until(() -> page.closeCode == 1008);
        }
    }

    @Test
    void onlySoManyMayWatch() throws Exception {
        try (TestServer server = server(Map.of())) {
            List<AdminWatch> pages = new ArrayList<>();
            for (int i = 0; i < AdminSockets.MOST; i++) {
                pages.add(AdminWatch.open(server, BEARER));
            }
            await().until(() -> pages.stream().noneMatch(page -> page.frames.isEmpty()));
            assertRefused(503, () -> AdminWatch.open(server, BEARER));

            pages.get(0).socket.sendClose(1000, "");
            await().until(() -> {
                try {
                    return !AdminWatch.open(server, BEARER).frames.isEmpty() || true;
                } catch (ExecutionException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void stoppingServerClosesSockets() throws Exception {
        AdminWatch page;
        try (TestServer server = server(Map.of())) {
            page = AdminWatch.open(server, BEARER);
            AdminWatch opened = page;
            await().until(() -> !opened.frames.isEmpty());
        }
        AdminWatch ended = page;
        await().until(() -> ended.closeCode == 1012);
    }

    @Test
    void longMessageClosesTheSocketAndPlainRequestIsToldWhatIsWanted() throws Exception {
        try (TestServer server = server(Map.of())) {
            AdminWatch page = AdminWatch.open(server, BEARER);
            page.socket.sendText("x".repeat(5000), true);
            await().until(() -> page.closeCode == 1009);

            HttpResponse<String> plain = get(server, "/admin/ws");
            assertThat(plain.statusCode()).isEqualTo(426);
        }
    }

    private static String cookie(TestServer server) throws Exception {
        String set = post(server, "/admin/api/login")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    private static void assertRefused(int status, ThrowingCallable opening) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(opening))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }
}
