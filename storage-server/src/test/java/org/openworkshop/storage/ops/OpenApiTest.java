/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.server.TestServer;

/** The OpenAPI document against the interface as clients were promised it. */
class OpenApiTest {
    @TempDir
    static Path mainDir;

    private static TestServer server;
    private static JsonNode document;
    private static OpenAPI model;

    @BeforeAll
    static void readDocument() throws Exception {
        server = new TestServer(mainDir, Map.of());
        HttpResponse<String> answer = server.get("/openapi.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        document = new ObjectMapper().readTree(answer.body());
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(answer.body());
        assertThat(parsed.getMessages()).isEmpty();
        model = parsed.getOpenAPI();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /download/{type}/{path} | 200 |
            GET    | /download/{type}/{path} | 206 |
            GET    | /download/{type}/{path} | 304 |
            GET    | /download/{type}/{path} | 400 | Invalid type
            GET    | /download/{type}/{path} | 403 | Access denied
            GET    | /download/{type}/{path} | 404 | File not found
            GET    | /download/{type}/{path} | 416 |
            GET    | /download/{type}/{path} | 423 | Access denied
            GET    | /download/{type}/{path} | 502 | Access service returned unexpected response
            GET    | /download/{type}/{path} | 502 | Access service returned invalid JSON
            GET    | /download/{type}/{path} | 503 | Access service unavailable
            GET    | /download/{type}/{path} | 503 | Server is stopping
            GET    | /download/{type}/{path} | default |
            HEAD   | /download/{type}/{path} | 200 |
            HEAD   | /download/{type}/{path} | 206 |
            HEAD   | /download/{type}/{path} | 304 |
            HEAD   | /download/{type}/{path} | 400 | Invalid type
            HEAD   | /download/{type}/{path} | 403 | Access denied
            HEAD   | /download/{type}/{path} | 404 | File not found
            HEAD   | /download/{type}/{path} | 416 |
            HEAD   | /download/{type}/{path} | 423 | Access denied
            HEAD   | /download/{type}/{path} | 502 |
            HEAD   | /download/{type}/{path} | 503 | Access service unavailable
            POST   | /upload | 201 |
            POST   | /upload | 400 | Missing field: <name>
            POST   | /upload | 400 | Invalid type
            POST   | /upload | 400 | Invalid file kind
            POST   | /upload | 400 | Avatar requires image file kind
            POST   | /upload | 400 | Image storage path must end with .webp
            POST   | /upload | 400 | Image expected
            POST   | /upload | 401 | Token not found
            POST   | /upload | 403 | Access denied
            POST   | /upload | 413 | File too large
            POST   | /upload | 423 | Access denied
            POST   | /upload | 503 | Server is stopping
            POST   | /upload | 507 | Insufficient storage
            DELETE | /delete | 200 |
            DELETE | /delete | 400 | Missing field: <name>
            DELETE | /delete | 400 | Invalid type
            DELETE | /delete | 401 | Token not found
            DELETE | /delete | 403 | Access denied
            DELETE | /delete | 404 | File not found
            GET    | /transfer/start | 200 |
            GET    | /transfer/start | 400 | Download URL missing
            GET    | /transfer/start | 400 | Invalid download URL
            GET    | /transfer/start | 400 | Invalid job id
            GET    | /transfer/start | 400 | Unsupported format
            GET    | /transfer/start | 401 | Token not found
            GET    | /transfer/start | 403 | Access denied
            GET    | /transfer/start | 503 | Server is stopping
            GET    | /transfer/start | 507 | Insufficient storage
            POST   | /transfer/start | 200 |
            POST   | /transfer/start | 400 | Download URL missing
            POST   | /transfer/start | 400 | Invalid download URL
            POST   | /transfer/start | 400 | Invalid job id
            POST   | /transfer/start | 400 | Unsupported format
            POST   | /transfer/start | 401 | Token not found
            POST   | /transfer/start | 403 | Access denied
            POST   | /transfer/start | 503 | Server is stopping
            POST   | /transfer/start | 507 | Insufficient storage
            POST   | /transfer/upload | 200 |
            POST   | /transfer/upload | 400 | Invalid job id
            POST   | /transfer/upload | 400 | Unsupported transfer kind
            POST   | /transfer/upload | 400 | Invalid storage type
            POST   | /transfer/upload | 400 | Invalid file kind
            POST   | /transfer/upload | 400 | Encrypted zip not allowed
            POST   | /transfer/upload | 400 | Image expected
            POST   | /transfer/upload | 401 | Token not found
            POST   | /transfer/upload | 403 | Access denied
            POST   | /transfer/upload | 408 | Upload timed out
            POST   | /transfer/upload | 409 | Upload in progress
            POST   | /transfer/upload | 413 | File too large
            POST   | /transfer/upload | 413 | Archive too large
            POST   | /transfer/upload | 429 | Storage busy
            POST   | /transfer/upload | 500 | Repack failed
            POST   | /transfer/upload | 500 | Upload failed
            POST   | /transfer/upload | 503 | Server is stopping
            POST   | /transfer/upload | 507 | Insufficient storage
            GET    | /transfer/ws/{job_id} | 101 |
            POST   | /transfer/repack | 200 |
            POST   | /transfer/repack | 400 | Missing field: <name>
            POST   | /transfer/repack | 400 | Invalid job id
            POST   | /transfer/repack | 400 | Unsupported format
            POST   | /transfer/repack | 400 | Encrypted zip not allowed
            POST   | /transfer/repack | 401 | Token not found
            POST   | /transfer/repack | 403 | Access denied
            POST   | /transfer/repack | 404 | Job not found
            POST   | /transfer/repack | 404 | Source file not found
            POST   | /transfer/repack | 413 | Archive too large
            POST   | /transfer/repack | 429 | Storage busy
            POST   | /transfer/repack | 500 | Repack failed
            POST   | /transfer/repack | 503 | Server is stopping
            POST   | /transfer/repack | 507 | Insufficient storage
            POST   | /transfer/move | 200 |
            POST   | /transfer/move | 400 | Missing field: <name>
            POST   | /transfer/move | 400 | Invalid job id
            POST   | /transfer/move | 400 | Invalid type
            POST   | /transfer/move | 401 | Token not found
            POST   | /transfer/move | 403 | Access denied
            POST   | /transfer/move | 404 | Job not found
            POST   | /transfer/move | 404 | Packed file not found
            POST   | /transfer/move | 423 | Access denied
            POST   | /transfer/move | 503 | Server is stopping
            POST   | /transfer/move | 507 | Insufficient storage
            GET    | / | 200 |
            GET    | /openapi.json | 200 |
            GET    | /healthz | 200 |
            GET    | /healthz | 503 |
            GET    | /metrics | 200 |
            """)
    void everyPromisedAnswerIsDescribed(String method, String path, String status, String phrase) {
        JsonNode response = operation(method, path).path("responses").path(status);
        assertThat(response.isObject()).isTrue();
        if (phrase == null) {
            return;
        }
        assertThat(response.path("description").asText()).contains("`" + phrase + "`");
        if (!method.equals("HEAD")) {
            JsonNode text = response.path("content").path("text/plain").path("examples");
            assertThat(text.findValuesAsText("value")).contains(phrase);
        }
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            GET  | /download/{type}/{path} | path   | type
            GET  | /download/{type}/{path} | path   | path
            GET  | /download/{type}/{path} | query  | filename
            GET  | /download/{type}/{path} | header | Range
            GET  | /download/{type}/{path} | header | If-Range
            HEAD | /download/{type}/{path} | header | Range
            POST | /upload                 | query  | token
            DELETE | /delete               | query  | token
            GET  | /transfer/start         | query  | token
            POST | /transfer/start         | query  | token
            POST | /transfer/upload        | query  | token
            POST | /transfer/upload        | query  | job_id
            POST | /transfer/upload        | query  | filename
            POST | /transfer/upload        | query  | size
            POST | /transfer/upload        | header | X-File-Name
            POST | /transfer/upload        | header | X-File-Size
            POST | /transfer/upload        | header | X-Upload-Size
            GET  | /transfer/ws/{job_id}   | path   | job_id
            GET  | /transfer/ws/{job_id}   | query  | token
            POST | /transfer/repack        | query  | token
            POST | /transfer/move          | query  | token
            """)
    void everyParameterIsDescribed(String method, String path, String in, String name) {
        assertThat(operation(method, path).path("parameters")).anySatisfy(parameter -> {
            assertThat(parameter.path("in").asText()).isEqualTo(in);
            assertThat(parameter.path("name").asText()).isEqualTo(name);
            assertThat(parameter.path("description").asText()).isNotBlank();
            assertThat(parameter.path("schema").path("type").asText()).isNotBlank();
        });
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "POST, /upload, file path type file_kind token",
        "DELETE, /delete, path type token",
        "POST, /transfer/start, token",
        "POST, /transfer/repack, job_id format compression_level token",
        "POST, /transfer/move, job_id type path token"
    })
    void formsHaveTheirFields(String method, String path, String fields) {
        JsonNode content = operation(method, path).path("requestBody").path("content");
        Set<String> types = new TreeSet<>();
        content.fieldNames().forEachRemaining(types::add);
        assertThat(types)
                .isEqualTo(
                        path.equals("/upload")
                                ? Set.of("multipart/form-data")
                                : Set.of("application/x-www-form-urlencoded", "multipart/form-data"));
        assertThat(content).allSatisfy(type -> {
            Set<String> names = new TreeSet<>();
            type.path("schema").path("properties").fieldNames().forEachRemaining(names::add);
            assertThat(names).isEqualTo(Set.of(fields.split(" ")));
        });
    }

    @Test
    void theRawUploadIsBytes() {
        JsonNode schema = operation("POST", "/transfer/upload")
                .path("requestBody")
                .path("content")
                .path("application/octet-stream")
                .path("schema");
        assertThat(schema.path("format").asText()).isEqualTo("binary");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "POST, /transfer/start, job_id status ws_url",
        "GET, /transfer/start, job_id status ws_url",
        "POST, /transfer/upload, job_id bytes total",
        "POST, /transfer/repack, job_id packed_bytes packed_path unpacked_bytes",
        "POST, /transfer/move, job_id final_path final_bytes unpacked_bytes"
    })
    void jsonAnswersHaveTheirFields(String method, String path, String fields) {
        JsonNode schema = operation(method, path)
                .path("responses")
                .path("200")
                .path("content")
                .path("application/json")
                .path("schema");
        assertThat(propertiesOf(schema)).isEqualTo(Set.of(fields.split(" ")));
    }

    @Test
    void webSocketFramesHaveTheirFields() {
        JsonNode schema = operation("GET", "/transfer/ws/{job_id}")
                .path("responses")
                .path("101")
                .path("content")
                .path("application/json")
                .path("schema");
        assertThat(propertiesOf(schema))
                .isEqualTo(Set.of(
                        "event",
                        "bytes",
                        "total",
                        "status",
                        "stage",
                        "percent",
                        "message",
                        "detail",
                        "queue",
                        "eta_seconds"));
    }

    @Test
    void whatMayBeNullOrMissingIsTold() {
        JsonNode frame = document.at("/components/schemas/JobFrame");
        assertThat(frame.path("required"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("event", "bytes", "total", "status", "stage", "percent");
        assertThat(frame.path("properties").findValuesAsText("nullable")).containsExactly("true", "true");
        assertThat(frame.at("/properties/total/nullable").asBoolean()).isTrue();
        assertThat(frame.at("/properties/percent/nullable").asBoolean()).isTrue();
        assertThat(document.at("/components/schemas/QueuePlace/required"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("position", "length");
        assertThat(document.at("/components/schemas/MoveAnswer/required"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("job_id", "final_path", "final_bytes");
    }

    @Test
    void headAnswersHaveNoBodyAndTellTheUnpackedSize() {
        JsonNode responses = operation("HEAD", "/download/{type}/{path}").path("responses");
        assertThat(responses)
                .allSatisfy(response -> assertThat(response.has("content")).isFalse());
        assertThat(responses.path("200").path("headers").has("X-Unpacked-Bytes"))
                .isTrue();
    }

    @Test
    void nothingElseIsDescribed() {
        assertThat(model.getPaths().keySet())
                .containsExactlyInAnyOrder(
                        "/",
                        "/delete",
                        "/download/{type}/{path}",
                        "/healthz",
                        "/metrics",
                        "/openapi.json",
                        "/transfer/move",
                        "/transfer/repack",
                        "/transfer/start",
                        "/transfer/upload",
                        "/transfer/ws/{job_id}",
                        "/upload");
    }

    @Test
    void everyOperationHasAnIdOfItsOwnATitleAndATag() {
        List<Operation> operations = model.getPaths().values().stream()
                .map(PathItem::readOperations)
                .flatMap(List::stream)
                .toList();
        assertThat(operations).hasSize(14).allSatisfy(operation -> {
            assertThat(operation.getSummary()).isNotBlank();
            assertThat(operation.getTags()).hasSize(1);
        });
        assertThat(operations.stream().map(Operation::getOperationId)).doesNotHaveDuplicates();
    }

    /** What is described exists: no described path and method answers that there is no such route or method. */
    @Test
    void everyDescribedOperationIsServed() throws Exception {
        for (Map.Entry<String, PathItem> path : model.getPaths().entrySet()) {
            if (path.getKey().startsWith("/transfer/ws/")) {
                continue;
            }
            String target = path.getKey().replace("{type}", "nowhere").replace("{path}", "file");
            for (PathItem.HttpMethod method :
                    path.getValue().readOperationsMap().keySet()) {
                HttpResponse<String> answer =
                        server.send(server.request(target).method(method.name(), BodyPublishers.noBody()));
                assertThat(answer.statusCode()).as(method + " " + target).isNotIn(404, 405, 500);
            }
        }
    }

    /** What exists is described: resources that Jersey serves are in the document. */
    @Test
    void everyResourceIsDescribed() {
        // /healthz has a handler of its own.
        assertThat(OpsResources.DESCRIBED)
                .filteredOn(type -> !OpsResources.CLASSES.contains(type))
                .containsExactly(HealthRoute.class);
        Set<Class<?>> undescribed = OpsResources.CLASSES.stream()
                .filter(type -> !OpsResources.DESCRIBED.contains(type))
                .collect(Collectors.toSet());
        assertThat(undescribed).isEqualTo(Set.of(SwaggerUiResource.class));
        assertThat(org.openworkshop.storage.face.workshop.WorkshopResources.DESCRIBED)
                .containsAll(org.openworkshop.storage.face.workshop.WorkshopResources.CLASSES);
    }

    @Test
    void isKeptAndRevalidated() throws Exception {
        HttpResponse<String> first = server.get("/openapi.json");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.headers().firstValue("Content-Type")).hasValue("application/json");
        HttpResponse<String> second = server.get("/openapi.json", "If-None-Match", tag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    private static JsonNode operation(String method, String path) {
        JsonNode operation = document.path("paths").path(path).path(method.toLowerCase(java.util.Locale.ROOT));
        assertThat(operation.isObject()).as(method + " " + path).isTrue();
        return operation;
    }

    private static Set<String> propertiesOf(JsonNode schema) {
        List<String> names = new ArrayList<>();
        String reference = schema.path("$ref").asText();
        JsonNode resolved = reference.isEmpty() ? schema : document.at(reference.substring(1));
        resolved.path("properties").fieldNames().forEachRemaining(names::add);
        return new TreeSet<>(names);
    }
}
