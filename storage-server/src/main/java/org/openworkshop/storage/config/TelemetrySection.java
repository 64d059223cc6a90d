/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of {@code [telemetry]}. The standard variables are those of the OpenTelemetry specification and of Uptrace. */
final class TelemetrySection {
    private static final String HTTP = "http";
    private static final String GRPC = "grpc";

    private static final Key<Boolean> ENABLED = new Key<>(
                    "telemetry.enabled",
                    new BooleanType(),
                    Preset.of(true),
                    "",
                    "Whether traces are exported when uptrace_dsn, endpoint or traces_endpoint says where to. With none of them"
                            + " nothing is exported, and OpenTelemetry is not even loaded. Metrics are at /metrics.")
            .or(TelemetryVariables.ENABLED);
    private static final Key<Secret> UPTRACE_DSN = new Key<>(
                    "telemetry.uptrace_dsn",
                    SecretType.of(TelemetrySection::checkDsn, UptraceDsn.ACCEPTS + ", or the empty text"),
                    Preset.of(""),
                    "",
                    "Uptrace's data source name: traces go to its host, and the name goes along as a header. It holds a token, so"
                            + " it is a secret. Instead of endpoint and traces_endpoint.")
            .or("UPTRACE_DSN");
    private static final Key<URI> ENDPOINT = new Key<>(
                    "telemetry.endpoint",
                    UrlType.optionalBase(),
                    Preset.of(""),
                    "",
                    "Address of an OTLP receiver, such as the OpenTelemetry Collector: http://127.0.0.1:4318 for protocol http"
                            + " (v1/traces is appended), http://127.0.0.1:4317 for grpc.")
            .or("OTEL_EXPORTER_OTLP_ENDPOINT");
    private static final Key<URI> TRACES_ENDPOINT = new Key<>(
                    "telemetry.traces_endpoint",
                    UrlType.optionalTarget(),
                    Preset.of(""),
                    "",
                    "The same, used as it is, with nothing appended. Wins over endpoint.")
            .or("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    private static final Key<String> PROTOCOL = new Key<>(
                    "telemetry.protocol",
                    TextType.oneOf(List.of(HTTP, GRPC)),
                    Preset.of(HTTP),
                    "",
                    "How traces travel: http is OTLP as Protobuf over HTTP (http/protobuf in OpenTelemetry's terms), grpc is OTLP"
                            + " over gRPC.")
            .or("UPTRACE_OTLP_PROTOCOL")
            .or(TelemetryVariables.PROTOCOL);
    private static final Key<Secret> HEADERS = new Key<>(
                    "telemetry.headers",
                    SecretType.of(
                            PairsText::headers,
                            "headers as name=value,name=value with the values percent-encoded, or the empty text"),
                    Preset.of(""),
                    "",
                    "Headers for the receiver, which often hold a token, so that they are a secret.")
            .or("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS");
    private static final DurationType TIMEOUT_TYPE = new DurationType(Duration.ofMillis(10), Duration.ofMinutes(1));
    private static final Key<Duration> TIMEOUT = new Key<>(
                    "telemetry.timeout_seconds",
                    TIMEOUT_TYPE,
                    Preset.of(10L),
                    "",
                    "How long the receiver may take for one batch. No job ever waits for it. The standard variables are in"
                            + " milliseconds.")
            .or(TelemetryVariables.timeout(TIMEOUT_TYPE));
    private static final Key<String> COMPRESSION = new Key<>(
                    "telemetry.compression",
                    TextType.oneOf(List.of("none", "gzip")),
                    Preset.of("none"),
                    "",
                    "How bodies are compressed.")
            .or("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION");
    private static final Key<Optional<Path>> CERTIFICATE = new Key<>(
                    "telemetry.certificate",
                    PathType.fileOrEmpty(),
                    Preset.of(""),
                    "",
                    "PEM file with the authorities whose certificates the receiver may have. Empty: those of the Java machine."
                            + " Read at start.")
            .or("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE");
    private static final Key<String> SERVICE_NAME = new Key<>(
                    "telemetry.service_name",
                    new HeaderValueType(),
                    Preset.of(""),
                    "",
                    "What this server is called there (service.name). Empty: what resource_attributes say, else open-workshop-storage.")
            .or("OTEL_SERVICE_NAME");
    private static final Key<String> SERVICE_VERSION = new Key<>(
                    "telemetry.service_version",
                    new HeaderValueType(),
                    Preset.of(""),
                    "",
                    "Its version (service.version). Empty: what resource_attributes say, else the version of this build.")
            .or("OTEL_SERVICE_VERSION");
    private static final Key<String> ENVIRONMENT = new Key<>(
                    "telemetry.deployment_environment",
                    new HeaderValueType(),
                    Preset.of(""),
                    "",
                    "Where it runs, such as production (deployment.environment.name, and deployment.environment as it was called"
                            + " before).")
            .or("OTEL_DEPLOYMENT_ENVIRONMENT");
    private static final Key<String> ATTRIBUTES = new Key<>(
                    "telemetry.resource_attributes",
                    TelemetryVariables.ATTRIBUTES,
                    Preset.of(""),
                    "",
                    "More that is said of this server with every trace. The three keys above win where they are set.")
            .or("OTEL_RESOURCE_ATTRIBUTES");
    private static final Key<String> SAMPLER = new Key<>(
                    "telemetry.sampler",
                    TextType.oneOf(List.of(
                            "always_on",
                            "always_off",
                            "traceidratio",
                            "parentbased_always_on",
                            "parentbased_always_off",
                            "parentbased_traceidratio")),
                    Preset.of("parentbased_always_on"),
                    "",
                    "Which traces are kept. Those that begin with parentbased_ follow what the caller decided, and decide only"
                            + " where a trace begins here.")
            .or("OTEL_TRACES_SAMPLER");
    private static final Key<Double> SAMPLER_RATIO = new Key<>(
                    "telemetry.sampler_ratio",
                    new RatioType(),
                    Preset.of(1.0),
                    "",
                    "The part that traceidratio and parentbased_traceidratio keep.")
            .or("OTEL_TRACES_SAMPLER_ARG");
    private static final Key<List<String>> EXCLUDED_URLS = new Key<>(
                    "telemetry.excluded_urls",
                    new ListType<>(new RegexType()),
                    Preset.of(List.of("^/healthz$", "^/metrics$")),
                    "",
                    "Requests whose path one of these finds have no span: \"^/download/\" leaves out all downloads.")
            .or("OTEL_PYTHON_FASTAPI_EXCLUDED_URLS", "OTEL_PYTHON_EXCLUDED_URLS");

    static final Section SECTION = new Section(
            "telemetry",
            "Export of traces with OpenTelemetry (OTLP), off until it is said where to. The standard OTEL_... variables and"
                    + " UPTRACE_DSN count too: they yield to OW_TELEMETRY_... and win over the file; empty ones count as not set.",
            List.of(
                    ENABLED,
                    UPTRACE_DSN,
                    ENDPOINT,
                    TRACES_ENDPOINT,
                    PROTOCOL,
                    HEADERS,
                    TIMEOUT,
                    COMPRESSION,
                    CERTIFICATE,
                    SERVICE_NAME,
                    SERVICE_VERSION,
                    ENVIRONMENT,
                    ATTRIBUTES,
                    SAMPLER,
                    SAMPLER_RATIO,
                    EXCLUDED_URLS));

    private TelemetrySection() {}

    private static void checkDsn(String text) throws BadValueException {
        if (!text.isEmpty()) {
            UptraceDsn.parse(text);
        }
    }

    /** Two places that traces could go to leave open which one is meant. */
    static Optional<Problem> requireOneDestination(Settings settings) {
        Settings.Setting<Secret> dsn = settings.find(UPTRACE_DSN);
        if (dsn == null || dsn.value().reveal().isEmpty()) {
            return Optional.empty();
        }
        for (Key<URI> key : List.of(TRACES_ENDPOINT, ENDPOINT)) {
            Settings.Setting<URI> address = settings.find(key);
            if (address != null && isSet(address.value())) {
                return Optional.of(new Problem(
                        UPTRACE_DSN.path(),
                        dsn.origin(),
                        "is set, and " + key.path() + " too (" + address.origin() + ")",
                        "set one of them; " + key.variable() + " set to nothing takes the other out"));
            }
        }
        return Optional.empty();
    }

    private static boolean isSet(URI address) {
        return !address.toString().isEmpty();
    }

    static TelemetryConfig read(Settings settings) {
        boolean grpc = settings.get(PROTOCOL).equals(GRPC);
        Optional<URI> url = settings.get(ENABLED) ? url(settings, grpc) : Optional.empty();
        return new TelemetryConfig(url.map(address -> export(settings, address, grpc)));
    }

    private static Optional<URI> url(Settings settings, boolean grpc) {
        URI traces = settings.get(TRACES_ENDPOINT);
        URI base = settings.get(ENDPOINT);
        String dsn = settings.get(UPTRACE_DSN).reveal();
        if (!dsn.isEmpty()) {
            UptraceDsn parsed = parsed(dsn);
            return Optional.of(grpc ? parsed.grpc() : tracesOf(parsed.http()));
        }
        if (isSet(traces)) {
            return Optional.of(traces);
        }
        if (!isSet(base)) {
            return Optional.empty();
        }
        return Optional.of(grpc ? base : tracesOf(base));
    }

    private static URI tracesOf(URI base) {
        return URI.create(base + "/v1/traces");
    }

    private static TelemetryConfig.Export export(Settings settings, URI url, boolean grpc) {
        return new TelemetryConfig.Export(
                new TelemetryConfig.Destination(
                        url,
                        grpc,
                        headers(settings),
                        settings.get(TIMEOUT),
                        settings.get(COMPRESSION).equals("gzip"),
                        settings.get(CERTIFICATE)),
                new TelemetryConfig.Service(
                        settings.get(SERVICE_NAME),
                        settings.get(SERVICE_VERSION),
                        settings.get(ENVIRONMENT),
                        TelemetryVariables.attributes(settings.get(ATTRIBUTES))),
                new TelemetryConfig.Sampling(settings.get(SAMPLER), settings.get(SAMPLER_RATIO)),
                settings.get(EXCLUDED_URLS));
    }

    private static Map<String, Secret> headers(Settings settings) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        String dsn = settings.get(UPTRACE_DSN).reveal();
        if (!dsn.isEmpty()) {
            headers.put("uptrace-dsn", new Secret(dsn));
        }
        try {
            PairsText.headers(settings.get(HEADERS).reveal())
                    .forEach((name, value) -> headers.put(name, new Secret(value)));
        } catch (BadValueException e) {
            throw new IllegalStateException("was checked when it was read", e);
        }
        return headers;
    }

    private static UptraceDsn parsed(String dsn) {
        try {
            return UptraceDsn.parse(dsn);
        } catch (BadValueException e) {
            throw new IllegalStateException("was checked when it was read", e);
        }
    }
}
