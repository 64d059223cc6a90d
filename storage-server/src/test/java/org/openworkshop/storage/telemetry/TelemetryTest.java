/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.FakeManager.Callback;
import org.openworkshop.storage.server.TestServer;
import org.openworkshop.storage.telemetry.OtlpReceiver.Received;
import org.openworkshop.storage.trace.TraceContext;

class TelemetryTest extends TelemetryFixture {
    @Test
    void uploadIsOneTraceFromCallerToManager() throws Exception {
        String traceInRecord;
        try (TestServer server = start("OTEL_DEPLOYMENT_ENVIRONMENT", "test", "OTEL_SERVICE_NAME", "mods")) {
            assertThat(upload(server, "job-trace-01", storedZip("a"), "traceparent", CALLER)
                            .statusCode())
                    .isEqualTo(200);
            traceInRecord = record(server, "job-trace-01")
                    .path("trace")
                    .path("traceparent")
                    .asText();
            Callback told = server.manager().callbacks("job-trace-01").get(0);
            Received callback = receiver.await1("callback");
            assertThat(told.traceparent()).isEqualTo("00-" + callback.traceId() + "-" + callback.spanId() + "-01");
        }
        Received request = receiver.await1("POST /transfer/upload");
        assertThat(request.traceId()).isEqualTo(CALLERS_TRACE);
        assertThat(request.parentId()).isEqualTo(CALLERS_SPAN);
        assertThat(request.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(request.attributes())
                .containsEntry("http.response.status_code", "200")
                .containsEntry("http.request.method", "POST")
                .containsKey("request.id");
        Received job = receiver.await1("job");
        assertChild(job, request);
        assertThat(job.attributes()).containsEntry("job.id", "job-trace-01").containsEntry("transfer.kind", "archive");
        assertThat(traceInRecord).isEqualTo("00-" + job.traceId() + "-" + job.spanId() + "-01");
        for (String step : List.of("receive", "probe", "extract", "repack", "callback")) {
            assertChild(receiver.await1(step), job);
        }
        assertThat(receiver.await1("probe").attributes()).containsEntry("archive.format", "zip");
        assertThat(receiver.spans("receive").get(0).attributes()).containsKey("bytes");
        assertThat(job.resource())
                .containsEntry("service.name", "mods")
                .containsEntry("deployment.environment.name", "test")
                .containsKeys("service.version", "telemetry.sdk.version");
        assertThat(receiver.spans().toString()).doesNotContain("secret-name", "token=", "eyJ");
    }

    @Test
    void stepsLieWithinTheirJobAndFollowEachOther() throws Exception {
        try (TestServer server = start()) {
            upload(server, "job-trace-02", storedZip("b"));
        }
        Received job = receiver.await1("job");
        long before = job.span().getStartTimeUnixNano();
        for (String step : List.of("receive", "probe", "extract", "repack")) {
            Received span = receiver.await1(step);
            assertThat(span.span().getStartTimeUnixNano())
                    .isGreaterThanOrEqualTo(before - TimeUnit.MILLISECONDS.toNanos(2));
            before = span.span().getEndTimeUnixNano();
        }
        assertThat(job.span().getEndTimeUnixNano()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void tarIsPackedEarlyWithinTheSameTrace() throws Exception {
        byte[] tar = tar();
        try (TestServer server = start()) {
            assertThat(upload(server, "job-trace-03", tar).statusCode()).isEqualTo(200);
        }
        Received job = receiver.await1("job");
        for (String step : List.of("probe", "extract", "repack")) {
            Received span = receiver.await1(step);
            assertChild(span, job);
            assertThat(span.attributes()).containsEntry("early", "true");
        }
    }

    /** One file of two megabytes that does not compress. */
    private byte[] tar() throws Exception {
        byte[] content = new byte[2_000_000];
        new Random(7).nextBytes(content);
        Files.write(folder.resolve("content.bin"), content);
        Path tar = folder.resolve("content.tar");
        Process made = new ProcessBuilder("tar", "cf", tar.toString(), "-C", folder.toString(), "content.bin").start();
        assertThat(made.waitFor()).isZero();
        return Files.readAllBytes(tar);
    }

    @Test
    void failedJobSaysItsReasonWord() throws Exception {
        try (TestServer server = start()) {
            assertThat(upload(server, "job-trace-04", "PK\3\4 damaged".getBytes(StandardCharsets.ISO_8859_1))
                            .statusCode())
                    .isNotEqualTo(200);
        }
        assertThat(receiver.await1("job").failure()).isEqualTo("repack_failed");
        assertThat(receiver.await1("extract").failure()).isEqualTo("repack_failed");
        assertThat(receiver.await1("extract").attributes()).containsEntry("error.type", "repack_failed");
        assertThat(receiver.await1("receive").failure()).isEmpty();
        assertThat(receiver.await1("callback").failure()).isEmpty();
    }

    @Test
    void refusedUploadHasASpanAndToldManagerWithinIt() throws Exception {
        try (TestServer server = start()) {
            String token = server.token("job-trace-05", Map.of("pack_format", "7z"));
            assertThat(server.transfer(token, "x.zip", storedZip("x")).statusCode())
                    .isGreaterThanOrEqualTo(400);
        }
        Received job = receiver.await1("job");
        assertThat(job.failure()).isEqualTo("unsupported_format");
        assertChild(receiver.await1("callback"), job);
    }

    @Test
    void traceGoesOnAfterARestart() throws Exception {
        byte[] zip = storedZip("c");
        try (MockWebServer origin = new MockWebServer()) {
            origin.enqueue(new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build());
            origin.start();
            String url = "http://127.0.0.1:" + origin.getPort() + "/mod.zip?key=secret-name";
            try (TestServer server = start()) {
                server.get(
                        "/transfer/start?token=" + server.token("job-trace-06", Map.of("download_url", url)),
                        "traceparent",
                        CALLER);
                await().until(() -> origin.getRequestCount() == 1);
                assertThat(record(server, "job-trace-06")
                                .path("trace")
                                .path("traceparent")
                                .asText())
                        .startsWith("00-" + CALLERS_TRACE);
            }
            Received interrupted = receiver.await1("fetch");
            assertThat(interrupted.failure()).isEqualTo("interrupted");
            assertThat(receiver.spans("job")).isEmpty();
            origin.enqueue(new MockResponse.Builder()
                    .code(200)
                    .body(new Buffer().write(zip))
                    .build());
            try (TestServer server = start()) {
                await().until(() -> !server.manager().callbacks("job-trace-06").isEmpty());
                assertThat(server.manager().callbacks("job-trace-06").get(0).traceparent())
                        .startsWith("00-" + CALLERS_TRACE);
            }
        }
        Received request = receiver.await1("GET /transfer/start");
        Received job = receiver.await1("job");
        assertChild(job, request);
        assertThat(job.failure()).isEmpty();
        assertThat(job.span().getStartTimeUnixNano())
                .isLessThanOrEqualTo(receiver.spans("fetch").get(0).span().getEndTimeUnixNano());
        assertThat(receiver.spans("fetch")).hasSize(2).allSatisfy(fetch -> assertChild(fetch, job));
        for (String step : List.of("probe", "extract", "repack", "callback")) {
            assertChild(receiver.await1(step), job);
        }
        assertThat(receiver.spans().toString()).doesNotContain("secret-name");
    }

    @Test
    void completionThatIsOwedAcrossARestartIsToldWithinTheSameTrace() throws Exception {
        try (TestServer server = start()) {
            server.manager().behave((callback, storage) -> 503);
            upload(server, "job-trace-07", storedZip("d"));
        }
        try (TestServer server = start()) {
            await().until(() -> !server.manager().callbacks("job-trace-07").isEmpty());
        }
        await().until(() -> receiver.spans("callback").size() >= 2);
        Received job = receiver.await1("job");
        assertThat(receiver.spans("callback")).allSatisfy(callback -> assertChild(callback, job));
        assertThat(receiver.spans("callback").get(0).failure()).isEqualTo("retry");
    }

    @Test
    void accessCheckIsPartOfItsDownload() throws Exception {
        try (TestServer server = start()) {
            Path file = folder.resolve("main/archive/mods/7/secret-name.zip");
            Files.createDirectories(file.getParent());
            Files.write(file, storedZip("e"));
            assertThat(server.download("/download/archive/mods/7/secret-name.zip", "traceparent", CALLER)
                            .statusCode())
                    .isEqualTo(200);
            Received check = receiver.await1("access check");
            assertThat(server.accessService().checks().get(0).traceparent())
                    .isEqualTo("00-" + CALLERS_TRACE + "-" + check.spanId() + "-01");
            assertChild(check, receiver.await1("GET /download/archive"));
            assertThat(check.attributes()).containsEntry("allowed", "true");
            assertThat(check.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        }
        assertThat(receiver.spans().toString()).doesNotContain("secret-name");
    }

    @Test
    void moveOfATracedManagerIsPartOfItsTrace() throws Exception {
        try (TestServer server = start()) {
            server.manager()
                    .behave((callback, storage) -> storage.send(storage.request(
                                            "/transfer/move",
                                            "Content-Type",
                                            "application/x-www-form-urlencoded",
                                            "traceparent",
                                            callback.traceparent())
                                    .POST(BodyPublishers.ofString("job_id=job-trace-08&type=archive&path=m/1.zip&token="
                                            + TestServer.MANAGE_TOKEN)))
                            .statusCode());
            assertThat(upload(server, "job-trace-08", storedZip("f")).statusCode())
                    .isEqualTo(200);
        }
        assertChild(receiver.await1("POST /transfer/move"), receiver.await1("callback"));
    }

    @Test
    void whatCallersSayIsNotBelievedUnlessWellFormed() throws Exception {
        try (TestServer server = start()) {
            server.get("/openapi.json", "traceparent", CALLER.toUpperCase(java.util.Locale.ROOT));
            server.get("/openapi.json", "traceparent", "x".repeat(4000));
            server.get("/openapi.json", "traceparent", CALLER, "traceparent", CALLER.replace("b7", "b8"));
        }
        assertThat(receiver.spans("GET /openapi.json"))
                .hasSize(3)
                .allSatisfy(span -> assertThat(span.parentId()).isEmpty())
                .extracting(Received::traceId)
                .doesNotContain(CALLERS_TRACE)
                .doesNotHaveDuplicates();
    }

    @Test
    void callerThatDoesNotSampleIsHeeded() throws Exception {
        try (TestServer server = start()) {
            upload(server, "job-trace-09", storedZip("g"), "traceparent", CALLER.replaceAll("01$", "00"));
            assertThat(server.manager().callbacks("job-trace-09").get(0).traceparent())
                    .startsWith("00-" + CALLERS_TRACE)
                    .endsWith("-00");
            server.get("/openapi.json");
        }
        assertThat(receiver.spans()).extracting(Received::name).containsExactly("GET /openapi.json");
    }

    @Test
    void contextThatIsHandedOnIsWellFormed() throws Exception {
        try (TestServer server = start()) {
            upload(server, "job-trace-13", storedZip("l"));
            assertThat(TraceContext.parse(
                            server.manager().callbacks("job-trace-13").get(0).traceparent()))
                    .isPresent();
        }
        assertThat(Stream.of("job", "callback")
                        .map(receiver::await1)
                        .map(Received::traceId)
                        .distinct())
                .hasSize(1);
    }
}
