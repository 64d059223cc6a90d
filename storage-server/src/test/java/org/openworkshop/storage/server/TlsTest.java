/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The encrypted port. */
class TlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path shared;

    private static TestCertificate rsa;
    private static TestCertificate ec;

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        rsa = TestCertificate.make(shared, "RSA");
        ec = TestCertificate.make(shared, "EC");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void serve(TestCertificate certificate, Map<String, String> more) throws Exception {
        certificate.writeCertificate(folder.resolve("cert.pem"));
        certificate.writeKey(folder.resolve("key.pem"));
        serve(more);
    }

    private void serve(Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "OW_SERVER_TLS_CERTIFICATE",
                folder.resolve("cert.pem").toString(),
                "OW_SERVER_TLS_KEY",
                folder.resolve("key.pem").toString(),
                "OW_SERVER_TLS_PORT",
                "0",
                "OW_SERVER_TLS_RELOAD_SECONDS",
                "1"));
        settings.putAll(more);
        server = new TestServer(folder.resolve("main"), settings);
    }

    private static SSLContext trust(Certificate... certificates) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.length; i++) {
            store.setCertificateEntry("c" + i, certificates[i]);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HttpClient client(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(trust(rsa.certificate(), ec.certificate()))
                .build();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.tlsPort() + target));
    }

    /** The certificate that a new connection is shown. */
    private Certificate shown() throws Exception {
        try (SSLSocket socket = (SSLSocket) trust(rsa.certificate(), ec.certificate())
                .getSocketFactory()
                .createSocket("127.0.0.1", server.tlsPort())) {
            socket.setSoTimeout(30_000);
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void filesAreSentWithRangesInTheVersionThatTheClientPrefers(HttpClient.Version version) throws Exception {
        serve(ec, Map.of());
        Files.writeString(server.mainDir().resolve("resource").resolve("a.bin"), "0123456789");
        HttpResponse<String> answer = client(version)
                .send(
                        request("/download/resource/a.bin")
                                .header("Range", "bytes=0-1,8-9")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).contains("\r\n\r\n01\r\n", "\r\n\r\n89\r\n");
        assertThat(answer.headers().map()).doesNotContainKeys("strict-transport-security");
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutHttp2TheEncryptedPortSpeaksHttp1() throws Exception {
        serve(rsa, Map.of("OW_SERVER_HTTP2", "false"));
        HttpResponse<String> answer = client(HttpClient.Version.HTTP_2)
                .send(request("/healthz").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aLargeUploadOverHttp2ArrivesByteForByteAndComesBack() throws Exception {
        serve(rsa, Map.of());
        byte[] block = new byte[1024 * 1024];
        new Random(7).nextBytes(block);
        Path source = folder.resolve("source.bin");
        try (var out = Files.newOutputStream(source)) {
            for (int i = 0; i < 128; i++) {
                block[0] = (byte) i;
                out.write(block);
            }
        }
        HttpClient client = client(HttpClient.Version.HTTP_2);
        byte[] before = Forms.multipart()
                .field("token", TestServer.UPLOAD_TOKEN)
                .field("type", "resource")
                .field("path", "large.bin")
                .file("file", "large.bin", new byte[0])
                .end();
        // The file goes where the form has an empty one.
        String text = new String(before, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.lastIndexOf("\r\n--" + Forms.BOUNDARY);
        HttpResponse<String> stored = client.send(
                request("/upload")
                        .header("Content-Type", Forms.MULTIPART)
                        .POST(HttpRequest.BodyPublishers.concat(
                                HttpRequest.BodyPublishers.ofString(text.substring(0, at)),
                                HttpRequest.BodyPublishers.ofFile(source),
                                HttpRequest.BodyPublishers.ofString(text.substring(at))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(stored.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(stored.statusCode()).isEqualTo(201);
        HttpResponse<Path> back = client.send(
                request("/download/resource/large.bin").build(),
                HttpResponse.BodyHandlers.ofFile(folder.resolve("back.bin")));
        assertThat(sha256(server.mainDir().resolve("resource").resolve("large.bin")))
                .isEqualTo(sha256(source));
        assertThat(sha256(back.body())).isEqualTo(sha256(source));
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (var in = Files.newInputStream(file)) {
            byte[] buffer = new byte[65_536];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void jobsAreWatchedOverTls() throws Exception {
        serve(rsa, Map.of());
        String token = server.token("job-tls-ws-1", Map.of());
        CompletableFuture<String> frame = new CompletableFuture<>();
        WebSocket socket = client(HttpClient.Version.HTTP_2)
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("wss://127.0.0.1:" + server.tlsPort() + "/transfer/ws/job-tls-ws-1?token=" + token),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                                frame.complete(text.toString());
                                return CompletableFuture.completedFuture(null);
                            }
                        })
                .get();
        assertThat(frame).succeedsWithin(PATIENCE).asString().contains("\"progress\"");
        socket.abort();
    }

    @Test
    void aNewCertificateIsTakenUpAndAnOpenConnectionGoesOn() throws Exception {
        serve(rsa, Map.of());
        assertThat(shown()).isEqualTo(rsa.certificate());
        HttpClient client = client(HttpClient.Version.HTTP_1_1);
        assertThat(client.send(request("/healthz").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        ec.writeKey(folder.resolve("key.pem"));
        ec.writeCertificate(folder.resolve("cert.pem"));
        await().atMost(PATIENCE).until(() -> shown().equals(ec.certificate()));
        HttpResponse<String> later = client.send(request("/healthz").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(later.statusCode()).isEqualTo(200);
        assertThat(later.sslSession().orElseThrow().getPeerCertificates()[0]).isEqualTo(rsa.certificate());
    }

    @Test
    void aPairThatDoesNotMatchLeavesTheOldCertificate() throws Exception {
        CertificateFiles files = new CertificateFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        serve(rsa, Map.of());
        ec.writeCertificate(files.certificate());
        assertThatThrownBy(() -> files.keyStore(files.read())).isInstanceOf(CertificateFiles.UnusableException.class);
        assertThat(shown()).isEqualTo(rsa.certificate());
        ec.writeKey(files.key());
        await().atMost(PATIENCE).until(() -> shown().equals(ec.certificate()));
    }

    @Test
    void oldVersionsOfTlsAreRefused() throws Exception {
        serve(rsa, Map.of());
        try (SSLSocket socket =
                (SSLSocket) trust(rsa.certificate()).getSocketFactory().createSocket("127.0.0.1", server.tlsPort())) {
            socket.setSoTimeout(30_000);
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aHandshakeThatStallsIsCutOff() throws Exception {
        serve(rsa, Map.of("OW_TRANSFER_UPLOAD_IDLE_TIMEOUT_SECONDS", "500ms"));
        try (Socket socket = new Socket("127.0.0.1", server.tlsPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            // The beginning of a record with a ClientHello.
            socket.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1});
            assertThat(endsBeforeTheTimeout(socket)).isTrue();
        }
    }

    private static boolean endsBeforeTheTimeout(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length < 100;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    /** What a server does not start with, and what it says. */
    enum Unusable {
        NO_CERTIFICATE_FILE("cert.pem does not exist"),
        NO_KEY_FILE("key.pem does not exist"),
        NO_CERTIFICATE("cert.pem holds no certificate in PEM form"),
        BROKEN_CERTIFICATE("cert.pem holds a broken certificate"),
        NO_KEY("key.pem holds no private key in PEM form"),
        BROKEN_KEY("key.pem holds no RSA key"),
        OTHER_KIND_OF_KEY("key.pem holds no RSA key"),
        OLD_FORM("\"RSA\", which is not read; convert it: openssl pkcs8 -topk8 -nodes -in "),
        ENCRYPTED("\"ENCRYPTED\", which is not read; convert it: openssl pkcs8 -topk8 -nodes -in ");

        private final String message;

        Unusable(String message) {
            this.message = message;
        }

        void prepare(Path certificate, Path key) throws Exception {
            rsa.writeCertificate(certificate);
            rsa.writeKey(key);
            switch (this) {
                case NO_CERTIFICATE_FILE -> Files.delete(certificate);
                case NO_KEY_FILE -> Files.delete(key);
                case NO_CERTIFICATE -> rsa.writeKey(certificate);
                case BROKEN_CERTIFICATE -> TestCertificate.write(certificate, "CERTIFICATE", new byte[100]);
                case NO_KEY -> rsa.writeCertificate(key);
                case BROKEN_KEY -> TestCertificate.write(key, "PRIVATE KEY", new byte[100]);
                case OTHER_KIND_OF_KEY -> ec.writeKey(key);
                case OLD_FORM -> TestCertificate.write(key, "RSA PRIVATE KEY", rsa.key());
                case ENCRYPTED -> TestCertificate.write(key, "ENCRYPTED PRIVATE KEY", rsa.key());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Unusable.class)
    void aServerDoesNotStartWithACertificateThatItCannotUse(Unusable unusable) throws Exception {
        unusable.prepare(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        assertThatThrownBy(() -> serve(Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("the certificate for server.tls cannot be used: ")
                .hasMessageContaining(unusable.message);
    }

    @Test
    void theKeyOfAnotherCertificateIsNoPair() throws Exception {
        TestCertificate other = TestCertificate.make(folder, "RSA");
        rsa.writeCertificate(folder.resolve("cert.pem"));
        other.writeKey(folder.resolve("key.pem"));
        assertThatThrownBy(() -> serve(Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is not the key of the first certificate in");
    }
}
