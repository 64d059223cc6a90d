/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.swagger.v3.core.util.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The description of the whole HTTP interface as OpenAPI 3.0 JSON. Made from the annotations of resources when it is first asked
 * for, which takes about a second, and kept. Thread-safe.
 */
public final class OpenApiDocument {
    private final Set<Class<?>> resources;
    private byte @Nullable [] json;

    /**
     * @param face the classes and interfaces of the face whose methods are described
     * @param ops those of this room
     */
    public OpenApiDocument(Set<Class<?>> face, Set<Class<?>> ops) {
        this.resources = new HashSet<>(face);
        resources.addAll(ops);
    }

    /** The document in UTF-8; not to be changed by the caller. */
    synchronized byte[] json() {
        if (json == null) {
            json = write();
        }
        return json;
    }

    private byte[] write() {
        try {
            return Json.mapper()
                    .writeValueAsString(new OpenApiBuilder(resources).build())
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an OpenAPI model is always JSON", e);
        }
    }
}
