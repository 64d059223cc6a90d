/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

/** A self-signed certificate for 127.0.0.1 and its key, made by the JDK's keytool, as PEM. */
record TestCertificate(Certificate certificate, byte[] key) {
    private static final String PASSWORD = "changeit";

    /** @param algorithm RSA or EC */
    static TestCertificate make(Path folder, String algorithm) throws Exception {
        Path file = Files.createTempDirectory(folder, "keys").resolve("keys.p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new TestCertificate(
                store.getCertificate("server"),
                store.getKey("server", PASSWORD.toCharArray()).getEncoded());
    }

    void writeCertificate(Path file) throws Exception {
        write(file, "CERTIFICATE", certificate.getEncoded());
    }

    void writeKey(Path file) throws IOException {
        write(file, "PRIVATE KEY", key);
    }

    static void write(Path file, String kind, byte[] content) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + kind + "-----\n");
    }
}
