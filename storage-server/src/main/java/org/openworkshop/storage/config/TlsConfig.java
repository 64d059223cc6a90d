/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code [server.tls]}.
 *
 * @param certificate PEM file with the server's certificate and the intermediate ones; absent: there is no encrypted port
 * @param key PEM file with the certificate's private key (PKCS #8); present when the certificate is
 * @param port 0 to 65535; 0 lets the system choose
 * @param reload how often the files are looked at for a change
 */
public record TlsConfig(Optional<Path> certificate, Optional<Path> key, int port, Duration reload) {}
