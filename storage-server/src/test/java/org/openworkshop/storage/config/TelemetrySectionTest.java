/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetrySectionTest {
    private static final String DSN = "https://very-secret-token@api.uptrace.dev?grpc=4317";

    @TempDir
    Path folder;

    private static TelemetryConfig telemetry(String... pairs) throws ConfigException {
        return ConfigReader.read(null, environment(pairs)).telemetry();
    }

    private static TelemetryConfig.Export export(String... pairs) throws ConfigException {
        return telemetry(pairs).export().orElseThrow();
    }

    private static Map<String, String> environment(String... pairs) {
        Map<String, String> environment = new HashMap<>(Examples.required());
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return environment;
    }

    private static Problem problem(String... pairs) {
        List<Problem> problems = ConfigReaderTest.problems(null, environment(pairs));
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void nothingIsExportedUntilItIsSaidWhereTo() throws Exception {
        assertThat(telemetry().export()).isEmpty();
        assertThat(telemetry("OW_TELEMETRY_ENABLED", "true", "OTEL_SERVICE_NAME", "x", "UPTRACE_DSN", " ")
                        .export())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UPTRACE_DSN, https://t@api.uptrace.dev?grpc=4317, http, https://api.uptrace.dev/v1/traces",
        "UPTRACE_DSN, https://t@api.uptrace.dev?grpc=4317, grpc, https://api.uptrace.dev:4317",
        "UPTRACE_DSN, https://t@uptrace.dev/17, http, https://api.uptrace.dev/v1/traces",
        "UPTRACE_DSN, https://t@uptrace.dev/17, grpc, https://api.uptrace.dev:4317",
        "UPTRACE_DSN, http://t@localhost:14318/2, http, http://localhost:14318/v1/traces",
        "UPTRACE_DSN, http://t@localhost:14318/2, grpc, http://localhost:14317",
        "UPTRACE_DSN, http://t@[::1]:80?x=1&grpc=99, grpc, http://[::1]:99",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://c:4318, http, http://c:4318/v1/traces",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://c:4318/otlp/, http, http://c:4318/otlp/v1/traces",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://c:4317, grpc, http://c:4317",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://c:4318/in, http, http://c:4318/in",
        "OW_TELEMETRY_ENDPOINT, http://c:4318, http, http://c:4318/v1/traces",
        "OW_TELEMETRY_UPTRACE_DSN, https://t@u.example, http, https://u.example/v1/traces",
    })
    void destinationIsWhatVariablesSay(String variable, String value, String protocol, String url) throws Exception {
        TelemetryConfig.Destination to =
                export(variable, value, "UPTRACE_OTLP_PROTOCOL", protocol).destination();

        assertThat(to.url()).isEqualTo(URI.create(url));
        assertThat(to.grpc()).isEqualTo(protocol.equals("grpc"));
    }

    @Test
    void wholeNameIsTheHeaderOfUptrace() throws Exception {
        Map<String, Secret> headers = export(
                        "UPTRACE_DSN", DSN, "OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=a%2Cb, y = c+d")
                .destination()
                .headers();

        assertThat(headers.get("uptrace-dsn").reveal()).isEqualTo(DSN);
        assertThat(headers.get("x-tenant").reveal()).isEqualTo("a,b");
        assertThat(headers.get("y").reveal()).isEqualTo("c+d");
    }

    @Test
    void standardVariablesAreUnderstood() throws Exception {
        TelemetryConfig.Export export = export(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                "OTEL_EXPORTER_OTLP_TIMEOUT", "1500",
                "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip",
                "OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/ca.pem",
                "OTEL_SERVICE_NAME", "mods",
                "OTEL_SERVICE_VERSION", "3",
                "OTEL_DEPLOYMENT_ENVIRONMENT", "production",
                "OTEL_RESOURCE_ATTRIBUTES", "team=storage",
                "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "0.25",
                "OTEL_PYTHON_EXCLUDED_URLS", "healthz,^/download/",
                "OTEL_TRACES_EXPORTER", "otlp",
                "OTEL_SDK_DISABLED", "false");

        assertThat(export.destination().grpc()).isTrue();
        assertThat(export.destination().timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(export.destination().gzip()).isTrue();
        assertThat(export.destination().certificate()).contains(Path.of("/etc/ca.pem"));
        assertThat(export.service())
                .isEqualTo(new TelemetryConfig.Service("mods", "3", "production", Map.of("team", "storage")));
        assertThat(export.sampling()).isEqualTo(new TelemetryConfig.Sampling("parentbased_traceidratio", 0.25));
        assertThat(export.excludedUrls()).containsExactly("healthz", "^/download/");
    }

    @Test
    void variablesOfTracesWinOverThoseOfAllSignalsAndOursOverBoth() throws Exception {
        TelemetryConfig.Destination to = export(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318",
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4318/v1/traces",
                        "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf",
                        "OTEL_EXPORTER_OTLP_TIMEOUT", "1000",
                        "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "2000",
                        "OW_TELEMETRY_TIMEOUT_SECONDS", "3",
                        "OTEL_EXPORTER_OTLP_HEADERS", "a=1",
                        "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "b=2")
                .destination();

        assertThat(to.url()).hasHost("traces");
        assertThat(to.grpc()).isFalse();
        assertThat(to.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(to.headers()).containsOnlyKeys("b");
    }

    @Test
    void environmentWinsOverTheFileAndAnEmptyVariableIsNone() throws Exception {
        Path file = Files.writeString(
                folder.resolve("c.toml"), "[telemetry]\nendpoint = 'http://file:1'\nservice_name = 'file'\n");

        TelemetryConfig.Export export = ConfigReader.read(
                        file, environment("OTEL_SERVICE_NAME", "variable", "OTEL_EXPORTER_OTLP_ENDPOINT", ""))
                .telemetry()
                .export()
                .orElseThrow();

        assertThat(export.service().name()).isEqualTo("variable");
        assertThat(export.destination().url()).hasHost("file");
    }

    @ParameterizedTest
    @CsvSource({"OTEL_SDK_DISABLED, TRUE", "OTEL_TRACES_EXPORTER, none", "OW_TELEMETRY_ENABLED, false"})
    void oneSwitchTurnsItOff(String variable, String value) throws Exception {
        assertThat(telemetry("UPTRACE_DSN", DSN, variable, value).export()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPTRACE_DSN | very-secret-token | https:// or http://",
                "UPTRACE_DSN | https://very-secret-token | no token",
                "UPTRACE_DSN | https://@very-secret-token | no token",
                "UPTRACE_DSN | https://very-secret-token@ | no host",
                "UPTRACE_DSN | ftp://very-secret-token@host | https:// or http://",
                "UPTRACE_DSN | https://very-secret-token@host:70000 | port",
                "UPTRACE_DSN | https://very-secret-token@host?grpc=0 | grpc port",
                "UPTRACE_DSN | https://very-secret-token@host?grpc=x | grpc port",
                "UPTRACE_OTLP_PROTOCOL | http/json | is \"http/json\"",
                "OTEL_EXPORTER_OTLP_PROTOCOL | http/json | is \"http/json\"",
                "OTEL_EXPORTER_OTLP_TIMEOUT | 10s | milliseconds",
                "OTEL_EXPORTER_OTLP_TIMEOUT | 1 | bounds",
                "OTEL_EXPORTER_OTLP_ENDPOINT | collector:4317 | http:// or https://",
                "OTEL_EXPORTER_OTLP_ENDPOINT | http://c:4318?a=b | query",
                "OTEL_EXPORTER_OTLP_ENDPOINT | http://a:very-secret-token@c | credentials",
                "OTEL_EXPORTER_OTLP_HEADERS | very-secret-token | pair 1",
                "OTEL_EXPORTER_OTLP_HEADERS | a=b,c=very-secret-token%zz | pair 2",
                "OTEL_EXPORTER_OTLP_HEADERS | a=very-secret-token%0d%0aX:y | pair 1",
                "OTEL_EXPORTER_OTLP_COMPRESSION | zstd | \"zstd\"",
                "OTEL_TRACES_EXPORTER | jaeger | \"jaeger\"",
                "OTEL_TRACES_SAMPLER | jaeger_remote | \"jaeger_remote\"",
                "OTEL_TRACES_SAMPLER_ARG | 1.5 | bounds",
                "OTEL_TRACES_SAMPLER_ARG | much | no number",
                "OTEL_RESOURCE_ATTRIBUTES | =x | pair 1",
                "OW_TELEMETRY_EXCLUDED_URLS | [a | regular expression",
            })
    void whatIsWrongIsSaidWithoutSecrets(String variable, String value, String what) {
        Problem problem = problem(variable, value);

        assertThat(problem.where()).isEqualTo("environment variable " + variable);
        assertThat(problem.what()).contains(what);
        assertThat(problem.toString()).doesNotContain("very-secret-token");
        assertThat(problem.expected()).isNotEmpty();
    }

    @Test
    void twoDestinationsAreOneTooMany() {
        Problem problem = problem("UPTRACE_DSN", DSN, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318");

        assertThat(problem.toString())
                .contains("telemetry.endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT", "OW_TELEMETRY_ENDPOINT")
                .doesNotContain("very-secret-token");
    }

    @Test
    void oneOfTwoDestinationsCanBeTakenOut() throws Exception {
        assertThat(export("UPTRACE_DSN", DSN, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c", "OW_TELEMETRY_ENDPOINT", "")
                        .destination()
                        .url())
                .hasHost("api.uptrace.dev");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPTRACE_DSN", "OW_TELEMETRY_UPTRACE_DSN"})
    void secretsAreNotShown(String variable) throws Exception {
        Map<String, String> environment =
                environment(variable, DSN, "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20very-secret-token");

        assertThat(ConfigReader.print(null, environment))
                .contains("uptrace_dsn = \"(secret)\"  # environment variable " + variable)
                .contains("headers = \"(secret)\"  # environment variable OTEL_EXPORTER_OTLP_HEADERS")
                .doesNotContain("very-secret-token");
        assertThat(ConfigReader.read(null, environment).toString()).doesNotContain("very-secret-token");
    }

    @Test
    void emptySecretsAreShownAsEmpty() throws Exception {
        assertThat(ConfigReader.print(null, Examples.required())).contains("uptrace_dsn = \"\"  # default");
    }
}
