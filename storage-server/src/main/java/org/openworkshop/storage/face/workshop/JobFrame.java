/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.JobEvent;

/**
 * A job event as a WebSocket text frame.
 *
 * @param percent null where there is nothing to count
 * @param message only there with errors
 * @param detail only there while the job has failed, and where what was wrong is known
 * @param queue only there while the job waits for a place
 * @param etaSeconds only there when it can be told how long the present stage, or the wait, will still take
 */
record JobFrame(
        String event,
        long bytes,
        @Nullable Long total,
        String status,
        String stage,
        @Nullable Integer percent,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String detail,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable QueuePlace queue,

        @JsonProperty("eta_seconds") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Long etaSeconds) {
    /**
     * A place in line.
     *
     * @param position 1 is next
     * @param length how many wait in the same line
     */
    record QueuePlace(int position, int length) {
        static @Nullable QueuePlace of(JobEvent.@Nullable Place place) {
            return place == null ? null : new QueuePlace(place.position(), place.length());
        }
    }

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
                event.message(),
                event.detail(),
                QueuePlace.of(event.queue()),
                event.etaSeconds());
        try {
            return JSON.writeValueAsString(frame);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a frame of texts and numbers is always JSON", e);
        }
    }
}
