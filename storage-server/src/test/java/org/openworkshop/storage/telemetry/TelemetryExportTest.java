/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.StartException;
import org.openworkshop.storage.server.TestServer;
import org.openworkshop.storage.telemetry.OtlpReceiver.Received;

/** What is exported, where to, and what becomes of it when nobody receives. */
class TelemetryExportTest extends TelemetryFixture {
    @Test
    void excludedUrlsHaveNoSpan() throws Exception {
        try (TestServer server = start("OW_TELEMETRY_EXCLUDED_URLS", "^/healthz$,openapi")) {
            server.get("/healthz");
            server.get("/openapi.json");
            server.get("/metrics");
        }
        assertThat(receiver.spans()).extracting(Received::name).containsExactly("GET /metrics");
    }

    @Test
    void monitorsHaveNoSpanByDefault() throws Exception {
        try (TestServer server = start()) {
            server.get("/healthz");
            server.get("/metrics");
            server.get("/nowhere/secret-name?x=y");
        }
        assertThat(receiver.spans()).extracting(Received::name).containsExactly("GET other");
    }

    @Test
    void samplerKeepsNothingWhenToldSo() throws Exception {
        try (TestServer server = start("OTEL_TRACES_SAMPLER", "always_off")) {
            assertThat(upload(server, "job-trace-10", storedZip("h")).statusCode())
                    .isEqualTo(200);
        }
        assertThat(receiver.spans()).isEmpty();
    }

    @Test
    void uptraceGetsItsNameAndCompressedBatches() throws Exception {
        String dsn = "http://a-token@127.0.0.1:" + receiver.port() + "/2?grpc=1";
        try (TestServer server =
                start("OTEL_EXPORTER_OTLP_ENDPOINT", "", "UPTRACE_DSN", dsn, "OW_TELEMETRY_COMPRESSION", "gzip")) {
            server.get("/openapi.json");
        }
        assertThat(receiver.spans("GET /openapi.json")).hasSize(1);
        assertThat(receiver.headers().get("uptrace-dsn")).isEqualTo(dsn);
        assertThat(receiver.headers().get("Content-Encoding")).isEqualTo("gzip");
    }

    @Test
    void grpcWorksToo() throws Exception {
        try (OtlpReceiver grpc = OtlpReceiver.grpc()) {
            String dsn = "http://a-token@127.0.0.1:1?grpc=" + grpc.port();
            try (TestServer server =
                    start("OTEL_EXPORTER_OTLP_ENDPOINT", "", "UPTRACE_DSN", dsn, "UPTRACE_OTLP_PROTOCOL", "grpc")) {
                assertThat(upload(server, "job-trace-11", storedZip("i")).statusCode())
                        .isEqualTo(200);
            }
            assertChild(grpc.await1("repack"), grpc.await1("job"));
            assertThat(grpc.headers().get("uptrace-dsn")).isEqualTo(dsn);
        }
    }

    @Test
    void jobsRunWhenNobodyReceives() throws Exception {
        receiver.close();
        try (TestServer server = start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(upload(server, "job-trace-2" + i, storedZip("j")).statusCode())
                        .isEqualTo(200);
            }
            assertThat(server.manager().callbacks()).hasSize(5);
        }
    }

    @Test
    void stopDoesNotWaitForAReceiverThatIsStuck() throws Exception {
        receiver.stick();
        TestServer server = start("OW_TELEMETRY_TIMEOUT_SECONDS", "60");
        server.get("/openapi.json");
        await().until(() -> receiver.requests() > 0);

        assertTimeoutPreemptively(Duration.ofSeconds(30), server::close);
    }

    @Test
    void certificateThatCannotBeUsedKeepsTheServerFromStarting() throws Exception {
        Path text = Files.writeString(folder.resolve("ca.pem"), "no certificate");

        assertThatThrownBy(() -> start("OW_TELEMETRY_CERTIFICATE", text.toString()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("telemetry.certificate");
        assertThatThrownBy(() -> start("OW_TELEMETRY_CERTIFICATE", text + ".gone"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("telemetry.certificate")
                .hasMessageContaining("ca.pem.gone, does not exist");
    }

    @Test
    void nothingIsRecordedOrSentWhileItIsOff() throws Exception {
        try (TestServer server = start("OTEL_SDK_DISABLED", "true")) {
            assertThat(upload(server, "job-trace-12", storedZip("k"), "traceparent", CALLER)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(record(server, "job-trace-12").has("trace")).isFalse();
            assertThat(server.manager().callbacks("job-trace-12").get(0).traceparent())
                    .isNull();
        }
        assertThat(receiver.requests()).isZero();
    }
}
