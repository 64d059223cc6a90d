/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.time.Duration;
import java.util.List;

/** The keys of {@code [server]}. */
final class ServerSection {
    private static final Key<String> HOST = new Key<>(
            "server.host",
            new HostType(),
            Preset.of("127.0.0.1"),
            "--host of granian",
            "Address to listen on. The default is reachable from this machine only, which suits a reverse proxy in front."
                    + " 0.0.0.0 listens on every address.");
    private static final Key<Long> PORT = new Key<>(
            "server.port",
            new IntegerType(0, 65535),
            Preset.of(8000L),
            "--port of granian",
            "TCP port to listen on. 0 lets the system choose one; it is logged at start.");
    private static final Key<Boolean> ACCESS_LOG = new Key<>(
            "server.access_log",
            new BooleanType(),
            Preset.of(false),
            "--access-log of granian",
            "Whether every request is logged. Tokens are removed from the logged address.");
    private static final Key<String> LOG_LEVEL = new Key<>(
            "server.log_level",
            TextType.oneOf(List.of("trace", "debug", "info", "warn", "error")),
            Preset.of("info"),
            "",
            "Least important level that is logged, to standard error.");
    private static final Key<List<String>> TRUSTED_PROXIES = new Key<>(
            "server.trusted_proxies",
            new ListType<>(new CidrType()),
            Preset.of(List.of()),
            "",
            "Reverse proxies whose X-Forwarded-For header is believed when the client's address is determined."
                    + " From anybody else the header is ignored.");
    private static final Key<Duration> SHUTDOWN_GRACE = new Key<>(
            "server.shutdown_grace_seconds",
            new DurationType(Duration.ZERO, Duration.ofHours(1)),
            Preset.of(30L),
            "",
            "How long a stopping server waits for requests and jobs under way. Jobs that do not end in time are recorded"
                    + " and taken up, or reported as interrupted, at the next start.");

    static final Section SECTION = new Section(
            "server",
            "The port, the log and how the server stops.",
            List.of(HOST, PORT, ACCESS_LOG, LOG_LEVEL, TRUSTED_PROXIES, SHUTDOWN_GRACE));

    private ServerSection() {}

    static ServerConfig read(Settings settings) {
        return new ServerConfig(
                settings.get(HOST),
                settings.number(PORT),
                settings.get(ACCESS_LOG),
                settings.get(LOG_LEVEL),
                settings.get(TRUSTED_PROXIES),
                settings.get(SHUTDOWN_GRACE));
    }
}
