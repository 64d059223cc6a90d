/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code [server.tls]}. */
final class TlsSection {
    private static final Key<Optional<Path>> CERTIFICATE = new Key<>(
            "server.tls.certificate",
            PathType.fileOrEmpty(),
            Preset.of(""),
            "",
            "PEM file with the server's certificate and the intermediate ones after it. Empty: there is no encrypted port.");
    private static final Key<Optional<Path>> KEY = new Key<>(
            "server.tls.key",
            PathType.fileOrEmpty(),
            Preset.of(""),
            "",
            "PEM file with the certificate's private key (PKCS #8, without a password).");
    private static final Key<Long> PORT = new Key<>(
            "server.tls.port",
            new IntegerType(0, 65535),
            Preset.of(8443L),
            "",
            "TCP port for https, beside server.port. 0 lets the system choose one; it is logged at start.");
    private static final Key<Duration> RELOAD = new Key<>(
            "server.tls.reload_seconds",
            new DurationType(Duration.ofSeconds(1), Duration.ofDays(1)),
            Preset.of(60L),
            "",
            "How often the two files are looked at. When they changed, new connections get the new certificate.");

    static final Section SECTION = new Section(
            "server.tls",
            "The encrypted port, for a server without a proxy in front.",
            List.of(CERTIFICATE, KEY, PORT, RELOAD));

    private TlsSection() {}

    /** A certificate is of no use without its key, nor a key without its certificate. */
    static Optional<Problem> requireBothFiles(Settings settings) {
        Settings.Setting<Optional<Path>> certificate = settings.find(CERTIFICATE);
        Settings.Setting<Optional<Path>> key = settings.find(KEY);
        if (certificate == null
                || key == null
                || certificate.value().isPresent() == key.value().isPresent()) {
            return Optional.empty();
        }
        boolean keyIsMissing = certificate.value().isPresent();
        Settings.Setting<Optional<Path>> set = keyIsMissing ? certificate : key;
        Settings.Setting<Optional<Path>> missing = keyIsMissing ? key : certificate;
        return Optional.of(new Problem(
                missing.key().path(),
                set.origin(),
                "is not set, but " + set.key().path() + " is",
                "set both for an encrypted port, or neither"));
    }

    static TlsConfig read(Settings settings) {
        return new TlsConfig(settings.get(CERTIFICATE), settings.get(KEY), settings.number(PORT), settings.get(RELOAD));
    }
}
