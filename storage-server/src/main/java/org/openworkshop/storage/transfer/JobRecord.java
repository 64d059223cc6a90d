/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@code meta.json} says of a job. Immutable; keys that this version does not know are kept as they are, absent keys
 * are not known.
 */
final class JobRecord {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Names a completion among those that are owed. */
    static final String IDEMPOTENCY_KEY = "idempotency_key";

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
     * @return absent when the bytes are no JSON object
     */
    static Optional<JobRecord> parse(byte[] json) {
        try {
            return JSON.readTree(json) instanceof ObjectNode object
                    ? Optional.of(new JobRecord(object))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
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

    /** The same record with one more completion owed. */
    JobRecord owing(Map<String, Object> completion) {
        ObjectNode copy = values.deepCopy();
        copy.withArray(RecordKey.CALLBACKS.json()).add(JSON.valueToTree(completion));
        return new JobRecord(copy);
    }

    /** The same record with the debts of another added in front. */
    JobRecord withDebtsOf(JobRecord earlier) {
        JsonNode debts = earlier.values.get(RecordKey.CALLBACKS.json());
        return debts == null ? this : with(RecordKey.CALLBACKS, debts);
    }

    /** The same record without one completion, which Manager has accepted or never will. */
    JobRecord settled(String idempotencyKey) {
        ArrayNode left = JSON.createArrayNode();
        for (JsonNode owed : values.path(RecordKey.CALLBACKS.json())) {
            if (!idempotencyKey.equals(owed.path(IDEMPOTENCY_KEY).asText())) {
                left.add(owed);
            }
        }
        return with(RecordKey.CALLBACKS, left.isEmpty() ? null : left);
    }

    /** Whether a completion is still owed. */
    boolean owes() {
        return has(RecordKey.CALLBACKS);
    }

    /** The stage; {@link Stage#PENDING} when the record has none that is known. */
    Stage stage() {
        return Stage.find(text(RecordKey.STATUS)).orElse(Stage.PENDING);
    }
}
