/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.fetch.FetchException.Reason;

class UrlFetcherTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String HOST = "files.example";

    @TempDir
    private static Path keys;

    @TempDir
    private Path folder;

    private static KeyStore store;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = keys.resolve("keys.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + HOST,
                        "-ext",
                        "san=dns:" + HOST,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
    }

    private static MockWebServer server() throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        MockWebServer server = new MockWebServer();
        server.useHttps(context.getSocketFactory());
        server.start(InetAddress.getByName("127.0.0.1"), 0);
        return server;
    }

    private FetchFixture fixture(boolean trusting, String... allowed) {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        if (trusting) {
            tls.setTrustStore(trustStore());
        }
        FetchFixture fixture = new FetchFixture(folder.resolve("x"), settings -> {
            settings.allowed = List.of(allowed);
            settings.tls = tls;
        });
        fixture.resolver.answer(HOST, "127.0.0.1");
        fixture.resolver.answer("other.example", "127.0.0.1");
        return fixture;
    }

    private static KeyStore trustStore() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("a", store.getCertificate("a"));
            return trusted;
        } catch (java.security.GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void certificateIsCheckedAgainstTheHostAlthoughAnAddressIsCalled() throws Exception {
        MockWebServer server = server();
        server.enqueue(new MockResponse.Builder().body("hello").build());
        try (server;
                FetchFixture fixture = fixture(true, HOST)) {
            URI uri = URI.create("https://" + HOST + ":" + server.getPort() + "/x");
            assertThat(fixture.fetch(uri).bytes()).isEqualTo(5);
            RecordedRequest request = server.takeRequest();
            assertThat(request.getHeaders().get("Host")).isEqualTo(HOST + ":" + server.getPort());
            assertThat(request.getHandshakeServerNames()).containsExactly(HOST);
        }
    }

    @Test
    void certificateOfAnotherHostIsRefusedWithoutRetry() throws Exception {
        MockWebServer server = server();
        server.enqueue(new MockResponse.Builder().body("hello").build());
        try (server;
                FetchFixture fixture = fixture(true, "other.example")) {
            URI uri = URI.create("https://other.example:" + server.getPort() + "/x");
            FetchException failure = fixture.failure(uri);
            assertThat(failure.reason()).isEqualTo(Reason.FAILED);
            assertThat(failure).hasMessageContaining("TLS");
            assertThat(fixture.pauses).isEmpty();
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void certificateOfAnUnknownAuthorityIsRefused() throws Exception {
        MockWebServer server = server();
        server.enqueue(new MockResponse.Builder().body("hello").build());
        try (server;
                FetchFixture fixture = fixture(false, HOST)) {
            assertThat(fixture.failure(URI.create("https://" + HOST + ":" + server.getPort() + "/x"))
                            .reason())
                    .isEqualTo(Reason.FAILED);
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void redirectToPlainHttpIsFollowedWithoutTheCredentials() throws Exception {
        MockWebServer server = server();
        try (server;
                RawServer plain = RawServer.start(RawServer.ok("hello"));
                FetchFixture fixture = fixture(true, HOST)) {
            server.enqueue(new MockResponse.Builder()
                    .code(302)
                    .addHeader("Location", "http://" + HOST + ":" + plain.port() + "/y")
                    .build());
            URI uri = URI.create("https://user:secret@" + HOST + ":" + server.getPort() + "/x");
            assertThat(fixture.fetch(uri).bytes()).isEqualTo(5);
            assertThat(server.takeRequest().getHeaders().get("Authorization")).startsWith("Basic ");
            assertThat(plain.request(0)).doesNotContain("Authorization");
        }
    }
}
