/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.StoredCompletion;

/**
 * What {@code meta.json} says of a job. Immutable; keys that this version does not know are kept as they are, absent keys
 * are not known. Records without a format version are those of the Python service, which has the same keys.
 */
final class JobRecord {
    /** The end of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /** The form this version writes. It is raised only when an older version would misread a newer record. */
    static final int FORMAT_VERSION = 1;

    /** Decimals stay as they are written: claims go back to Manager. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> MAP = new TypeReference<>() {};

    private final ObjectNode values;

    private JobRecord(ObjectNode values) {
        this.values = values;
    }

    /** The first record of a job. */
    static JobRecord create(JobId id, long createdAt) {
        return new JobRecord(JSON.createObjectNode())
                .with(RecordKey.FORMAT_VERSION, FORMAT_VERSION)
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

    /** Whether this server wrote it, in whatever version, and not the Python service. */
    boolean isOurs() {
        return has(RecordKey.FORMAT_VERSION);
    }

    /** Whether a later version wrote it, in a form that this one may misread. */
    boolean isOfLaterVersion() {
        JsonNode version = values.path(RecordKey.FORMAT_VERSION.json());
        return version.isNumber() && version.decimalValue().compareTo(BigDecimal.valueOf(FORMAT_VERSION)) > 0;
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

    /** When the attempt began; of a record that cannot be right, the nearest time that can be written. */
    Instant createdAt() {
        long seconds = number(RecordKey.CREATED_AT).orElse(0);
        return Instant.ofEpochSecond(Math.max(0, Math.min(seconds, LAST_SECOND)));
    }

    /** A number, null when there is none. */
    @Nullable
    Long value(RecordKey key) {
        OptionalLong number = number(key);
        return number.isPresent() ? Long.valueOf(number.getAsLong()) : null;
    }

    /** An object's values as plain Java values; empty when there is none. */
    Map<String, @Nullable Object> object(RecordKey key) {
        return values.get(key.json()) instanceof ObjectNode object ? JSON.convertValue(object, MAP) : Map.of();
    }

    boolean has(RecordKey key) {
        return values.hasNonNull(key.json());
    }

    /** The same record with one more completion owed. */
    JobRecord owing(StoredCompletion completion) {
        ArrayNode owed = values.get(RecordKey.CALLBACKS.json()) instanceof ArrayNode earlier
                ? earlier.deepCopy()
                : JSON.createArrayNode();
        return with(RecordKey.CALLBACKS, owed.add(JSON.valueToTree(completion.toJson())));
    }

    /** The same record with the debts of an earlier one, which has none of its own. */
    JobRecord withDebtsOf(JobRecord earlier) {
        JsonNode debts = earlier.values.get(RecordKey.CALLBACKS.json());
        return debts == null ? this : with(RecordKey.CALLBACKS, debts);
    }

    /** The completions Manager has not yet accepted, oldest first; what cannot be read is left out. */
    List<StoredCompletion> owed(JobId id) {
        List<StoredCompletion> owed = new ArrayList<>();
        if (values.get(RecordKey.CALLBACKS.json()) instanceof ArrayNode entries) {
            entries.forEach(entry -> StoredCompletion.parse(id.value(), entry).ifPresent(owed::add));
        }
        return owed;
    }

    /** The same record without one completion, which Manager has accepted, or which is kept elsewhere. */
    JobRecord settled(JobId id, String idempotencyKey) {
        return withOwed(id, owed -> owed.idempotencyKey().equals(idempotencyKey), null);
    }

    /** The same record with one completion replaced by what is known of it now. */
    JobRecord withAttempt(JobId id, StoredCompletion attempted) {
        String key = attempted.idempotencyKey();
        return withOwed(id, owed -> owed.idempotencyKey().equals(key), attempted);
    }

    private JobRecord withOwed(JobId id, Predicate<StoredCompletion> which, @Nullable StoredCompletion instead) {
        ArrayNode left = JSON.createArrayNode();
        for (StoredCompletion owed : owed(id)) {
            if (!which.test(owed)) {
                left.add(JSON.valueToTree(owed.toJson()));
            } else if (instead != null) {
                left.add(JSON.valueToTree(instead.toJson()));
            }
        }
        return with(RecordKey.CALLBACKS, left.isEmpty() ? null : left);
    }

    /** Whether this completion is still owed. */
    boolean owes(JobId id, String idempotencyKey) {
        return owed(id).stream().anyMatch(owed -> owed.idempotencyKey().equals(idempotencyKey));
    }

    /** Whether a completion is still owed. */
    boolean owes() {
        return has(RecordKey.CALLBACKS);
    }

    /** The stage. A record that names none that is known tells by what it has: a result, or nothing yet. */
    Stage stage() {
        return Stage.find(text(RecordKey.STATUS)).orElse(has(RecordKey.PACKED_PATH) ? Stage.PACKED : Stage.PENDING);
    }

    /** Whether it tells of an attempt that has begun and not ended; a record that is not written yet tells of none. */
    boolean isUnderWay() {
        return switch (stage()) {
            case PENDING -> has(RecordKey.DOWNLOAD_URL);
            case UPLOADING, UPLOADED, DOWNLOADING, DOWNLOADED, EXTRACTING, REPACKING, PROCESSING -> true;
            case PACKED, ERROR -> false;
        };
    }
}
