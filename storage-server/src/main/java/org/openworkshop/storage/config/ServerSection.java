/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    private static final Key<Optional<Path>> ACCESS_LOG_FILE = new Key<>(
            "server.access_log_file",
            PathType.fileOrEmpty(),
            Preset.of(""),
            "",
            "File that the requests are logged to, appended to and begun anew when it was renamed or deleted (logrotate needs no"
                    + " more). /dev/stdout is standard output. Empty: standard error, with the rest of the log.");
    private static final Key<String> LOG_LEVEL = new Key<>(
            "server.log_level",
            TextType.oneOf(List.of("trace", "debug", "info", "warn", "error")),
            Preset.of("info"),
            "",
            "Least important level that is logged, to standard error.");
    private static final Key<String> LOG_FORMAT = new Key<>(
            "server.log_format",
            TextType.oneOf(List.of("text", "json")),
            Preset.of("text"),
            "",
            "Form of the log and the access log, one line an event: \"text\" for people, \"json\" for programs.");
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

    private static final Key<Long> MAX_CONNECTIONS = new Key<>(
            "server.max_connections",
            new IntegerType(1, 1_000_000),
            Preset.of(16_384L),
            "",
            "Most connections that are open at once, WebSockets included. Of further ones 64 are answered with 503 and closed, and"
                    + " monitors there get their answer; the rest is closed at once. Each needs a file descriptor of the process, and a"
                    + " download one more: the log tells at start when the system allows fewer.");
    private static final Key<Long> MAX_REQUESTS = new Key<>(
            "server.max_requests",
            new IntegerType(1, 1_000_000),
            Preset.of(8192L),
            "",
            "Most requests that are under way at once. Further ones are answered with 503; the health check and the metrics"
                    + " always get in.");
    private static final Key<Duration> HEADER_TIMEOUT = new Key<>(
            "server.header_timeout_seconds",
            new DurationType(Duration.ofMillis(100), Duration.ofMinutes(10)),
            Preset.of(10L),
            "",
            "How long the headers of a request may take from their first byte, and how long a new connection may say nothing or take"
                    + " for its TLS handshake. Kept to within a second. HTTP/2 has the idle time of its connections instead.");
    private static final Key<Long> MIN_BODY_RATE = new Key<>(
            "server.min_body_rate_bytes",
            new SizeType(0, StorageSection.LARGEST),
            Preset.of("1 KiB"),
            "",
            "Slowest body that is received to its end, in bytes a second on average over the time in which the server waits for its"
                    + " client; a slower one fails as timed out. 0 turns it off.");
    private static final Key<Duration> BODY_RATE_GRACE = new Key<>(
            "server.body_rate_grace_seconds",
            new DurationType(Duration.ofMillis(100), Duration.ofHours(1)),
            Preset.of(30L),
            "",
            "How long the server waits for the bytes of one body, in all, before server.min_body_rate_bytes counts.");
    private static final Key<Boolean> HTTP2 = new Key<>(
            "server.http2",
            new BooleanType(),
            Preset.of(true),
            "",
            "Whether HTTP/2 is spoken beside HTTP/1.1: in clear on server.port (h2c), and on the encrypted port.");
    private static final Key<String> ACCEL_REDIRECT_PREFIX = new Key<>(
            "server.accel_redirect_prefix",
            new PrefixType(),
            Preset.of(""),
            "",
            "Path prefix of an internal location of nginx in front, which sends the files then: downloads are answered with"
                    + " X-Accel-Redirect and no body (docs/nginx.md). Empty: this server sends them itself.");

    static final Section SECTION = new Section(
            "server",
            "The port, the log, what clients may take, and how the server stops.",
            List.of(
                    HOST,
                    PORT,
                    ACCESS_LOG,
                    ACCESS_LOG_FILE,
                    LOG_LEVEL,
                    LOG_FORMAT,
                    TRUSTED_PROXIES,
                    SHUTDOWN_GRACE,
                    MAX_CONNECTIONS,
                    MAX_REQUESTS,
                    HEADER_TIMEOUT,
                    MIN_BODY_RATE,
                    BODY_RATE_GRACE,
                    HTTP2,
                    ACCEL_REDIRECT_PREFIX));

    private ServerSection() {}

    static ServerConfig read(Settings settings) {
        return new ServerConfig(
                settings.get(HOST),
                settings.number(PORT),
                new ServerConfig.Log(
                        settings.get(LOG_LEVEL),
                        settings.get(LOG_FORMAT),
                        settings.get(ACCESS_LOG),
                        settings.get(ACCESS_LOG_FILE)),
                settings.get(TRUSTED_PROXIES),
                settings.get(SHUTDOWN_GRACE),
                new ServerConfig.Limits(
                        settings.number(MAX_CONNECTIONS),
                        settings.number(MAX_REQUESTS),
                        settings.get(HEADER_TIMEOUT),
                        settings.get(MIN_BODY_RATE),
                        settings.get(BODY_RATE_GRACE)),
                settings.get(HTTP2),
                settings.get(ACCEL_REDIRECT_PREFIX),
                TlsSection.read(settings));
    }
}
