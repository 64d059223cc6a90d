/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What pages show at one moment: for each key of the frame its value as JSON text. Immutable. */
final class Snapshot {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> parts;

    private Snapshot(Map<String, String> parts) {
        this.parts = parts;
    }

    static Snapshot of(AdminView view) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("status", text(view.status()));
        view.jobs().forEach((key, value) -> parts.put(key, text(value)));
        return new Snapshot(parts);
    }

    private static String text(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, texts and numbers are always JSON", e);
        }
    }

    /** A JSON object of what is not as it was before; null when all is. Before nothing was known it holds everything. */
    @Nullable
    String since(@Nullable Snapshot before) {
        StringJoiner object = new StringJoiner(",", "{", "}");
        boolean any = false;
        for (Map.Entry<String, String> part : parts.entrySet()) {
            if (before == null || !part.getValue().equals(before.parts.get(part.getKey()))) {
                object.add('"' + part.getKey() + "\":" + part.getValue());
                any = true;
            }
        }
        return any ? object.toString() : null;
    }
}
