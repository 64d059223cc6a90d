/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Claims as JSON; fractions stay exact, as in the server. */
public final class ClaimJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private ClaimJson() {}

    /** A claim's value as a person writes it: JSON where it is JSON, else the text itself. */
    public static @Nullable Object value(String written) {
        try {
            return JSON.readValue(written, Object.class);
        } catch (JsonProcessingException noJson) {
            return written;
        }
    }

    /** The object in these bytes; absent when they are none. */
    static Optional<Map<String, @Nullable Object>> object(byte[] json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, OBJECT));
        } catch (IOException noObject) {
            return Optional.empty();
        }
    }

    static byte[] bytes(Map<String, @Nullable Object> object) {
        try {
            return JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("claims are plain JSON values", e);
        }
    }

    /** Indented, with nothing in it that a terminal would obey. */
    public static String pretty(Map<String, @Nullable Object> object) {
        try {
            String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object);
            StringBuilder out = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                int type = Character.getType(c);
                boolean obeyed = type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
                if (obeyed && c != '\n') {
                    out.append(String.format("\\u%04X", c));
                } else {
                    out.appendCodePoint(c);
                }
            });
            return out.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("claims are plain JSON values", e);
        }
    }
}
