/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that is sent as JSON. Its schema, and those of the records in it, is completed with what Java knows and Swagger does not read: a component is there
 * always, or {@code null} at times ({@code @Nullable}), or left out at times (that and {@code @JsonInclude(NON_NULL)}).
 */
final class WireRecord {
    private final Class<?> type;

    private WireRecord(Class<?> type) {
        this.type = type;
    }

    /** The records that a method, or the description of its call, answers with. */
    static List<WireRecord> of(Method method, Class<?> call) {
        List<WireRecord> found = new ArrayList<>();
        if (method.getReturnType().isRecord()) {
            found.add(new WireRecord(method.getReturnType()));
        }
        for (ApiResponse answer : call.getAnnotationsByType(ApiResponse.class)) {
            for (Content content : answer.content()) {
                if (content.schema().implementation().isRecord()) {
                    found.add(new WireRecord(content.schema().implementation()));
                }
            }
        }
        return found;
    }

    /** Completes the record's schema among those of the document. */
    void complete(Components components) {
        Schema<?> schema = components.getSchemas().get(type.getSimpleName());
        if (schema == null || schema.getRequired() != null) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (!nullable || !leftOut(component)) {
                schema.addRequiredItem(wireName(component));
            }
            Schema<?> property = schema.getProperties().get(wireName(component));
            if (nullable && !leftOut(component) && property != null) {
                property.setNullable(true);
            }
            if (component.getType().isRecord()) {
                new WireRecord(component.getType()).complete(components);
            }
        }
    }

    private boolean leftOut(RecordComponent component) {
        JsonInclude ofComponent = component.getAccessor().getAnnotation(JsonInclude.class);
        JsonInclude include = ofComponent == null ? type.getAnnotation(JsonInclude.class) : ofComponent;
        return include != null && include.value() == JsonInclude.Include.NON_NULL;
    }

    private static String wireName(RecordComponent component) {
        JsonProperty name = component.getAccessor().getAnnotation(JsonProperty.class);
        return name == null ? component.getName() : name.value();
    }
}
