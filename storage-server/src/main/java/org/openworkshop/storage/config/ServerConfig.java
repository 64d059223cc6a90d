/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.time.Duration;
import java.util.List;

/**
 * Section {@code [server]}.
 *
 * @param host address or name to listen on; IPv6 addresses without brackets
 * @param port 0 to 65535; 0 lets the system choose
 * @param logLevel one of trace, debug, info, warn, error
 * @param trustedProxies addresses or CIDR blocks whose {@code X-Forwarded-For} is believed
 */
public record ServerConfig(
        String host,
        int port,
        boolean accessLog,
        String logLevel,
        List<String> trustedProxies,
        Duration shutdownGrace) {}
