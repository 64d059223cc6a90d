/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What the stand-in Manager answers to one request. Immutable. */
record Answer(int status, String contentType, String body) {
    /** Reads and writes the JSON of this room: names in snake case, unknown ones ignored. */
    static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static Answer json(int status, Object value) throws JsonProcessingException {
        return new Answer(status, "application/json", JSON.writeValueAsString(value));
    }

    static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", text);
    }
}
