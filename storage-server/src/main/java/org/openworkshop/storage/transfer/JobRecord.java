/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@code meta.json} says of a job. Immutable; keys that this version does not know are kept as they are, absent keys
 * are not known.
 */
final class JobRecord {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ObjectNode values;

    private JobRecord(ObjectNode values) {
        this.values = values;
    }

    /** The first record of a job. */
    static JobRecord create(JobId id, long createdAt) {
        return new JobRecord(JSON.createObjectNode())
                .with(RecordKey.JOB_ID, id.value())
                .with(RecordKey.STATUS, Stage.PENDING.wireName())
                .with(RecordKey.CREATED_AT, createdAt);
    }

    /**
     * Reads a record.
     *
     * @throws IOException when the bytes are no JSON object
     */
    static JobRecord parse(byte[] json) throws IOException {
        JsonNode node = JSON.readTree(json);
        if (node instanceof ObjectNode object) {
            return new JobRecord(object);
        }
        throw new IOException("the record is no JSON object");
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always JSON", e);
        }
    }

    /** The same record with one value set, or removed when it is null. */
    JobRecord with(RecordKey key, @Nullable Object value) {
        ObjectNode copy = values.deepCopy();
        if (value == null) {
            copy.remove(key.json());
        } else {
            copy.set(key.json(), JSON.valueToTree(value));
        }
        return new JobRecord(copy);
    }

    /** The same record in another stage. */
    JobRecord with(Stage stage) {
        return with(RecordKey.STATUS, stage.wireName());
    }

    @Nullable
    String text(RecordKey key) {
        JsonNode node = values.get(key.json());
        return node == null || node.isNull() || node.isContainerNode() ? null : node.asText();
    }

    OptionalLong number(RecordKey key) {
        JsonNode node = values.get(key.json());
        return node != null && node.canConvertToLong() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
    }

    boolean has(RecordKey key) {
        return values.hasNonNull(key.json());
    }

    /** Whether the completion of that key is still owed. */
    boolean owes(String idempotencyKey) {
        JsonNode owed = values.path(RecordKey.CALLBACK.json()).path("idempotency_key");
        return idempotencyKey.equals(owed.asText());
    }

    /** The stage; {@link Stage#PENDING} when the record has none that is known. */
    Stage stage() {
        return Stage.find(text(RecordKey.STATUS)).orElse(Stage.PENDING);
    }
}
