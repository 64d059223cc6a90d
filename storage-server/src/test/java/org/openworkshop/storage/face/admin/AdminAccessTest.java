/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** Who may use the admin interface, and who may not. */
class AdminAccessTest extends AdminFixture {
    private static final String JOBS = "/admin/api/jobs";

    @ParameterizedTest
    @ValueSource(strings = {"/admin", "/admin/", "/admin/page.js", "/admin/ws", JOBS, "/admin/api/login"})
    void withoutATokenInTheSettingsItIsNotThere(String path) throws Exception {
        try (TestServer server = new TestServer(folder.resolve("main"), Map.of())) {
            HttpResponse<String> unknown = server.get(path.endsWith("/") ? "/no-such-path/" : "/no-such-path");
            HttpResponse<String> admin = get(server, path);

            assertThat(admin.statusCode()).isEqualTo(404);
            assertThat(admin.body()).isEqualTo(unknown.body());
            assertThat(admin.headers().map().keySet())
                    .isEqualTo(unknown.headers().map().keySet());
        }
    }

    @Test
    void operatorsTokenOfThisStartWorksWhereThatOfPeopleIsOff() throws Exception {
        Path file;
        try (TestServer server = new TestServer(folder.resolve("main"), Map.of())) {
            file = server.mainDir().resolve(".operator");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            String token = JSON.readTree(file.toFile()).path("token").asText();
            assertThat(token).hasSize(43);
            assertThat(JSON.readTree(file.toFile()).path("url").asText())
                    .isEqualTo("http://127.0.0.1:" + server.port());

            assertThat(get(server, JOBS, "Authorization", "Bearer " + token).statusCode())
                    .isEqualTo(200);
            assertThat(get(server, JOBS, "Authorization", "Bearer " + token + "x")
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void tokenIsNeededForAllButThePage() throws Exception {
        try (TestServer server = server(Map.of())) {
            assertThat(get(server, "/admin/", "Accept", "*/*").statusCode()).isEqualTo(200);
            for (String path : new String[] {JOBS, "/admin/api/status", "/admin/api/callbacks", "/admin/api/nothing"}) {
                assertThat(get(server, path, "Accept", "*/*").statusCode()).isEqualTo(401);
                assertThat(get(server, path, "Authorization", "Bearer wrong").statusCode())
                        .isEqualTo(403);
                // Manager's tokens open nothing here, and a query is no place for a token.
                assertThat(get(server, path, "Authorization", "Bearer " + TestServer.MANAGE_TOKEN)
                                .statusCode())
                        .isEqualTo(403);
                assertThat(get(server, path + "?token=" + TOKEN.replace(' ', '+'), "Accept", "*/*")
                                .statusCode())
                        .isEqualTo(401);
            }
            assertThat(post(server, "/admin/api/sweep", "Authorization", "Bearer wrong")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(get(server, "/admin/api/nothing").statusCode()).isEqualTo(404);
            assertThat(post(server, JOBS).statusCode()).isEqualTo(405);
            assertThat(get(server, "/admin/api/sweep").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void wrongTokensAreLimitedPerAddress() throws Exception {
        try (TestServer server = server(Map.of())) {
            int status = 403;
            for (int i = 0; i < 300 && status == 403; i++) {
                status = get(server, JOBS, "Authorization", "Bearer wrong").statusCode();
            }
            assertThat(status).isEqualTo(429);
        }
    }

    @Test
    void browserThatShowsTheTokenGetsASession() throws Exception {
        try (TestServer server = server(Map.of())) {
            HttpResponse<String> login = post(
                    server, "/admin/api/login", "Authorization", "Bearer " + TOKEN, "Sec-Fetch-Site", "same-origin");
            assertThat(login.statusCode()).isEqualTo(204);
            String set = login.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(set).matches("ows_admin=[A-Za-z0-9_-]{43}; Path=/admin; HttpOnly; SameSite=Strict");
            String cookie = set.substring(0, set.indexOf(';'));

            assertThat(get(server, JOBS, "Cookie", cookie).statusCode()).isEqualTo(200);
            assertThat(get(server, JOBS, "Cookie", cookie + "x").statusCode()).isEqualTo(401);
            assertThat(post(server, "/admin/api/logout", "Cookie", cookie, "Sec-Fetch-Site", "same-origin")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(get(server, JOBS, "Cookie", cookie).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void cookieIsSecureBehindTls() throws Exception {
        try (TestServer server = server(Map.of())) {
            HttpResponse<String> login =
                    post(server, "/admin/api/login", "Authorization", "Bearer " + TOKEN, "X-Forwarded-Proto", "https");
            assertThat(login.headers().firstValue("Set-Cookie"))
                    .get()
                    .asString()
                    .endsWith("; Secure");
        }
    }

    @Test
    void loginWithAWrongTokenGetsNoCookie() throws Exception {
        try (TestServer server = server(Map.of())) {
            HttpResponse<String> login = post(server, "/admin/api/login", "Authorization", "Bearer wrong");
            assertThat(login.statusCode()).isEqualTo(403);
            assertThat(login.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(post(server, "/admin/api/login", "Accept", "*/*").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void pagesOfOthersGetNothing() throws Exception {
        try (TestServer server = server(Map.of())) {
            String cookie = cookie(server);
            for (String site : new String[] {"cross-site", "same-site"}) {
                HttpResponse<String> read = get(server, JOBS, "Cookie", cookie, "Sec-Fetch-Site", site);
                assertThat(read.statusCode()).isEqualTo(403);
                // By contract every answer may be read by pages, but none with their users' cookies.
                assertThat(read.headers().firstValue("Access-Control-Allow-Credentials"))
                        .isEmpty();
                assertThat(post(server, "/admin/api/sweep", "Cookie", cookie, "Sec-Fetch-Site", site)
                                .statusCode())
                        .isEqualTo(403);
            }
            for (String origin : new String[] {"https://evil.example", "null", "http://127.0.0.1:1"}) {
                assertThat(get(server, JOBS, "Cookie", cookie, "Origin", origin).statusCode())
                        .isEqualTo(403);
                assertThat(post(server, "/admin/api/sweep", "Cookie", cookie, "Origin", origin)
                                .statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void cookieAloneChangesNothingUnlessItsPageIsOurs() throws Exception {
        try (TestServer server = server(Map.of())) {
            String cookie = cookie(server);
            assertThat(post(server, "/admin/api/sweep", "Cookie", cookie).statusCode())
                    .isEqualTo(403);
            assertThat(post(server, "/admin/api/sweep", "Cookie", cookie, "Sec-Fetch-Site", "none")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(post(server, "/admin/api/sweep", "Cookie", cookie, "Sec-Fetch-Site", "same-origin")
                            .statusCode())
                    .isEqualTo(200);
            String ours = "http://127.0.0.1:" + server.port();
            assertThat(post(server, "/admin/api/sweep", "Cookie", cookie, "Origin", ours)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void originIsComparedWithHostAndPort() throws Exception {
        try (TestServer server = server(Map.of())) {
            for (String origin : new String[] {"http://storage", "http://storage:80", "http://STORAGE"}) {
                assertThat(withOrigin(server, origin)).isEqualTo(200);
            }
            for (String origin :
                    new String[] {"http://storage:81", "https://storage.evil", "storage", "http://x@storage"}) {
                assertThat(withOrigin(server, origin)).isEqualTo(403);
            }
        }
    }

    /** With the host name {@code storage}. */
    private static int withOrigin(TestServer server, String origin) throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.head("GET " + JOBS, "Authorization: Bearer " + TOKEN, "Origin: " + origin);
            return client.answer().status();
        }
    }

    @Test
    void pageIsProtectedByItsHeaders() throws Exception {
        try (TestServer server = server(Map.of())) {
            HttpResponse<String> page =
                    get(server, "/admin/", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .get()
                    .asString()
                    .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy"))
                    .hasValue("same-origin");
            assertThat(page.body()).doesNotContain("<style", " style=", " onclick", "javascript:");
            assertThat(get(server, "/admin", "Accept", "*/*").headers().firstValue("Location"))
                    .hasValue("/admin/");
            assertThat(get(server, "/admin/..%2f..%2fetc/passwd", "Accept", "*/*")
                            .statusCode())
                    .isIn(400, 404);
            HttpResponse<String> head = server.send(server.request("/admin/").method("HEAD", BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
    }

    private static String cookie(TestServer server) throws Exception {
        String set = post(server, "/admin/api/login")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }
}
