/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.jaxrs2.OperationParser;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.web.DescribedBy;

/** Reads the record that describes a call, see {@link DescribedBy}, into an OpenAPI operation. */
final class CallReader {
    private static final String SUFFIX = "Call";

    private final Class<?> call;
    private final Components components;
    private final ObjectSchema form = new ObjectSchema();

    CallReader(Class<?> call, Components components) {
        this.call = call;
        this.components = components;
    }

    /**
     * Sets title, inputs and successful answers.
     *
     * @param returned the body that the method's return type tells of, for answers that are described without one
     */
    void describe(Operation operation, Optional<Content> returned) {
        Schema about = call.getAnnotation(Schema.class);
        operation.operationId(operationId()).parameters(null).requestBody(null);
        if (about != null) {
            operation.summary(about.title()).description(about.description());
        }
        Tag tag = call.getAnnotation(Tag.class);
        if (tag != null) {
            operation.addTagsItem(tag.name());
        }
        for (Field field : call.getDeclaredFields()) {
            input(operation, field);
        }
        if (form.getProperties() != null) {
            operation.requestBody(
                    new RequestBody().required(form.getRequired() != null).content(formContent()));
        }
        answers(operation, returned);
    }

    private String operationId() {
        String name = call.getSimpleName();
        String plain = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        return plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
    }

    private void input(Operation operation, Field field) {
        var schema = schema(field);
        Schema about = field.getAnnotation(Schema.class);
        boolean required = about != null && about.requiredMode() == Schema.RequiredMode.REQUIRED;
        FormParam formField = field.getAnnotation(FormParam.class);
        @Nullable Parameter parameter = parameter(field);
        if (formField != null) {
            form.addProperty(formField.value(), schema);
            if (required) {
                form.addRequiredItem(formField.value());
            }
        } else if (parameter != null) {
            operation.addParametersItem(parameter
                    .description(schema.getDescription())
                    .required(required)
                    .schema(schema.description(null)));
        } else {
            MediaType body = new MediaType().schema(schema);
            operation.requestBody(new RequestBody()
                    .required(required)
                    .description(schema.getDescription())
                    .content(new Content().addMediaType("application/octet-stream", body)));
        }
    }

    private static @Nullable Parameter parameter(Field field) {
        QueryParam query = field.getAnnotation(QueryParam.class);
        HeaderParam header = field.getAnnotation(HeaderParam.class);
        PathParam path = field.getAnnotation(PathParam.class);
        if (query != null) {
            return new Parameter().in("query").name(query.value());
        }
        if (header != null) {
            return new Parameter().in("header").name(header.value());
        }
        return path == null ? null : new Parameter().in("path").name(path.value());
    }

    private static io.swagger.v3.oas.models.media.Schema<?> schema(Field field) {
        AnnotatedType type = new AnnotatedType(field.getGenericType()).ctxAnnotations(field.getAnnotations());
        return ModelConverters.getInstance().resolveAsResolvedSchema(type).schema;
    }

    private Content formContent() {
        MediaType type = new MediaType().schema(form);
        Content content = new Content().addMediaType("multipart/form-data", type);
        boolean file = form.getProperties().values().stream().anyMatch(field -> "binary".equals(field.getFormat()));
        return file ? content : content.addMediaType("application/x-www-form-urlencoded", type);
    }

    private void answers(Operation operation, Optional<Content> returned) {
        ApiResponse[] described = call.getAnnotationsByType(ApiResponse.class);
        OperationParser.getApiResponses(described, null, null, components, null)
                .ifPresent(answers -> answers.forEach((status, answer) -> {
                    if (answer.getContent() == null && status.equals("200")) {
                        answer.setContent(returned.orElse(null));
                    }
                    operation.getResponses().addApiResponse(status, answer);
                }));
    }
}
