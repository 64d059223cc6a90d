/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;

/** A receiver of OTLP on a real port, over HTTP or gRPC, that takes apart what it gets. */
public final class OtlpReceiver implements AutoCloseable {
    private static final String GRPC_PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private final MockWebServer http = new MockWebServer();
    private final List<Received> spans = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Headers headers = Headers.of();
    private volatile int status = 200;
    private volatile boolean stuck;

    /** One span. */
    public record Received(Span span, Map<String, String> resource) {
        public String name() {
            return span.getName();
        }

        public String traceId() {
            return HexFormat.of().formatHex(span.getTraceId().toByteArray());
        }

        public String spanId() {
            return HexFormat.of().formatHex(span.getSpanId().toByteArray());
        }

        /** Empty for the root of a trace. */
        public String parentId() {
            return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
        }

        public Map<String, String> attributes() {
            return pairs(span.getAttributesList());
        }

        /** Why it failed, or empty. */
        public String failure() {
            return span.getStatus().getMessage();
        }
    }

    private OtlpReceiver() {}

    /** Receives Protobuf over HTTP. */
    public static OtlpReceiver http() throws IOException {
        return new OtlpReceiver().start();
    }

    /** Receives gRPC over HTTP/2 in clear. */
    public static OtlpReceiver grpc() throws IOException {
        OtlpReceiver receiver = new OtlpReceiver();
        receiver.http.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        return receiver.start();
    }

    private OtlpReceiver start() throws IOException {
        http.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        http.start();
        return this;
    }

    public int port() {
        return http.getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getPort();
    }

    /** Answers with this status from now on, and takes nothing unless it is 200. */
    public void answer(int status) {
        this.status = status;
    }

    /** Answers nothing any more. */
    public void stick() {
        stuck = true;
    }

    /** How many batches came. */
    public int requests() {
        return requests.get();
    }

    /** The headers of the last batch. */
    public Headers headers() {
        return headers;
    }

    public List<Received> spans() {
        return spans;
    }

    public List<Received> spans(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    /** Waits for a span of that name; there must be one only. */
    public Received await1(String name) {
        await().until(() -> !spans(name).isEmpty());
        List<Received> found = spans(name);
        if (found.size() != 1) {
            throw new AssertionError("several spans are called " + name + ": " + found);
        }
        return found.get(0);
    }

    /** Waits until a span is there for which something holds. */
    public Received awaitSpan(Predicate<Received> which) {
        await().until(() -> spans.stream().anyMatch(which));
        return spans.stream().filter(which).findFirst().orElseThrow();
    }

    private MockResponse answer(RecordedRequest request) {
        requests.incrementAndGet();
        headers = request.getHeaders();
        if (stuck) {
            return new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build();
        }
        if (status != 200) {
            return new MockResponse.Builder().code(status).build();
        }
        boolean grpc = request.getUrl().encodedPath().equals(GRPC_PATH);
        try {
            byte[] body = request.getBody().toByteArray();
            take(ExportTraceServiceRequest.parseFrom(grpc ? message(body) : plain(request, body)));
        } catch (IOException e) {
            return new MockResponse.Builder().code(400).build();
        }
        if (!grpc) {
            return request.getUrl().encodedPath().equals("/v1/traces")
                    ? new MockResponse.Builder()
                            .code(200)
                            .setHeader("Content-Type", "application/x-protobuf")
                            .build()
                    : new MockResponse.Builder().code(404).build();
        }
        return new MockResponse.Builder()
                .code(200)
                .setHeader("Content-Type", "application/grpc")
                .body(new Buffer().write(new byte[5]))
                .trailers(Headers.of("grpc-status", "0"))
                .build();
    }

    /** A message of gRPC: a byte that says whether it is compressed, its length in four bytes, itself. */
    private static byte[] message(byte[] body) throws IOException {
        InputStream in = new ByteArrayInputStream(body, 5, body.length - 5);
        return (body[0] == 1 ? new GZIPInputStream(in) : in).readAllBytes();
    }

    private static byte[] plain(RecordedRequest request, byte[] body) throws IOException {
        boolean gzip = "gzip".equals(request.getHeaders().get("Content-Encoding"));
        return gzip ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
    }

    private void take(ExportTraceServiceRequest batch) {
        for (ResourceSpans ofResource : batch.getResourceSpansList()) {
            Map<String, String> resource = pairs(ofResource.getResource().getAttributesList());
            for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
                ofScope.getSpansList().forEach(span -> spans.add(new Received(span, resource)));
            }
        }
    }

    private static Map<String, String> pairs(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        pair -> pair.getValue().hasIntValue()
                                ? Long.toString(pair.getValue().getIntValue())
                                : pair.getValue().getStringValue()));
    }

    @Override
    public void close() {
        http.close();
    }
}
