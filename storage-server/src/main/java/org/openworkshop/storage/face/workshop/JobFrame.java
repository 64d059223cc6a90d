/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.JobEvent;

/** A job event as a WebSocket text frame; {@code message} is there only with errors. */
record JobFrame(
        String event,
        long bytes,
        @Nullable Long total,
        String status,
        String stage,
        @Nullable Integer percent,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static String json(JobEvent event) {
        String stage = event.stage().wireName();
        JobFrame frame = new JobFrame(
                event.type().name().toLowerCase(Locale.ROOT),
                event.bytes(),
                event.total(),
                stage,
                stage,
                event.percent(),
                event.message());
        try {
            return JSON.writeValueAsString(frame);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a frame of texts and numbers is always JSON", e);
        }
    }
}
