/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Section {@code [server]} and {@code [server.tls]}.
 *
 * @param host address or name to listen on; IPv6 addresses without brackets
 * @param port 0 to 65535; 0 lets the system choose
 * @param log what is told, and how
 * @param trustedProxies addresses or CIDR blocks whose {@code X-Forwarded-For} is believed
 * @param limits what clients may take
 * @param http2 whether HTTP/2 is spoken beside HTTP/1.1
 * @param accelRedirectPrefix path prefix of {@code X-Accel-Redirect}, beginning and ending with a slash; empty when files are
 *     sent by us
 * @param tls the encrypted port
 */
public record ServerConfig(
        String host,
        int port,
        Log log,
        List<String> trustedProxies,
        Duration shutdownGrace,
        Limits limits,
        boolean http2,
        String accelRedirectPrefix,
        TlsConfig tls) {

    /**
     * What the log holds.
     *
     * @param level one of trace, debug, info, warn, error
     * @param format {@code text} or {@code json}
     * @param access whether every request is logged
     * @param accessFile where those lines go; absent for standard error
     */
    public record Log(String level, String format, boolean access, Optional<Path> accessFile) {}

    /**
     * What clients may take together and each.
     *
     * @param maxConnections most open connections, at least 1
     * @param maxRequests most requests under way, at least 1
     * @param header how long a request's headers may take
     * @param minBodyRate slowest body that is read to its end, in bytes a second; 0 turns it off
     * @param bodyRateGrace how long a body may be slower than that
     */
    public record Limits(
            int maxConnections, int maxRequests, Duration header, long minBodyRate, Duration bodyRateGrace) {}
}
