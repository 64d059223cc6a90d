/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.jaxrs2.Reader;
import io.swagger.v3.oas.integration.SwaggerConfiguration;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.servers.Server;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.web.DescribedBy;
import org.openworkshop.storage.web.Refuses;

/** Builds the OpenAPI model: paths and answer types as Swagger reads them, completed from {@link DescribedBy} and {@link Refuses}. */
final class OpenApiBuilder {
    private static final String ABOUT = """
            Ingest and storage server for game mods.

            Every answer carries the CORS headers (`Access-Control-Allow-Origin: *` and so on) and `X-Request-Id`. \
            `OPTIONS` on any path answers 200 `OK`.

            An error's body is its phrase as `text/plain; charset=utf-8`, or a problem document (RFC 9457) with the phrase as \
            `detail` and a stable `code` when the `Accept` header prefers JSON. Besides the errors listed per operation, any \
            request may meet 400 `Bad request` (not HTTP, or a malformed URI), 404 `Not found` (no such route), \
            405 `Method not allowed`, 414 `URI too long`, 417 `Expectation failed`, 431 `Request header fields too large`, \
            505 `HTTP version not supported` and 500 `Internal server error`.
            """;

    private final Set<Class<?>> resources;
    private final OpenAPI model;

    OpenApiBuilder(Set<Class<?>> resources) {
        this.resources = resources;
        this.model = new OpenAPI();
    }

    OpenAPI build() {
        model.info(new Info()
                        .title("Open Workshop Storage")
                        .version(Optional.ofNullable(
                                        OpenApiBuilder.class.getPackage().getImplementationVersion())
                                .orElse("development"))
                        .description(ABOUT)
                        .license(new License().name("MPL-2.0").url("https://www.mozilla.org/MPL/2.0/")))
                .servers(List.of(new Server().url("/")));
        ModelConverters.getInstance().readAll(Problem.class).forEach(model::schema);
        SwaggerConfiguration settings = new SwaggerConfiguration();
        settings.setOpenAPI(model);
        Reader reader = new Reader(settings);
        OpenAPI read = reader.read(resources);
        resources.forEach(resource -> {
            for (Method method : resource.getDeclaredMethods()) {
                complete(read, resource, method);
            }
        });
        sort(read);
        return read;
    }

    private static void complete(OpenAPI read, Class<?> resource, Method method) {
        Optional<String> verb = verb(method);
        DescribedBy described = method.getAnnotation(DescribedBy.class);
        if (verb.isEmpty() || described == null) {
            return;
        }
        String path = path(resource, method);
        Operation operation = operation(read, path, verb.get());
        Optional<Content> returned = returned(operation);
        operation.setResponses(new ApiResponses());
        new CallReader(described.value(), read.getComponents()).describe(operation, returned);
        Refuses refuses = described.value().getAnnotation(Refuses.class);
        Refusals.add(operation, refuses == null ? List.of() : List.of(refuses.value()));
        WireRecord.of(method, described.value()).forEach(answer -> answer.complete(read.getComponents()));
        if (verb.get().equals("HEAD")) {
            operation.setOperationId(operation.getOperationId() + "Head");
            operation.getResponses().values().forEach(response -> response.setContent(null));
        }
    }

    private static Operation operation(OpenAPI read, String path, String verb) {
        PathItem item = read.getPaths() == null ? null : read.getPaths().get(path);
        Operation operation = item == null ? null : item.readOperationsMap().get(PathItem.HttpMethod.valueOf(verb));
        if (operation == null) {
            throw new IllegalStateException("no operation was read for " + verb + " " + path);
        }
        return operation;
    }

    /** What the method's return type says about the body. */
    private static Optional<Content> returned(Operation operation) {
        ApiResponse response = operation.getResponses() == null
                ? null
                : operation.getResponses().get(ApiResponses.DEFAULT);
        return Optional.ofNullable(response)
                .map(ApiResponse::getContent)
                .filter(content -> content.values().stream().anyMatch(type -> type.getSchema() != null));
    }

    private static Optional<String> verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return Optional.of(verb.value());
            }
        }
        return Optional.empty();
    }

    /** The path as OpenAPI writes it: parameters without their patterns. */
    private static String path(Class<?> resource, Method method) {
        String path = value(resource.getAnnotation(Path.class)) + value(method.getAnnotation(Path.class));
        String plain = path.replaceAll("\\{(\\w+):[^}]*}", "{$1}");
        return plain.isEmpty() ? "/" : plain;
    }

    private static String value(@Nullable Path path) {
        if (path == null || path.value().equals("/")) {
            return "";
        }
        return path.value().startsWith("/") ? path.value() : "/" + path.value();
    }

    /** Reflection gives no stable order, but the document should be the same each time. */
    private static void sort(OpenAPI read) {
        Map<String, PathItem> sorted = new TreeMap<>(Comparator.naturalOrder());
        sorted.putAll(read.getPaths());
        read.getPaths().clear();
        read.getPaths().putAll(sorted);
    }
}
