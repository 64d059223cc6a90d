/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredCompletionTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void freshOneHoldsOnlyWhatIsToBeSent() {
        assertThat(StoredCompletion.owed(completion()).toJson())
                .containsOnlyKeys("idempotency_key", "claims", "completed_at")
                .containsEntry("idempotency_key", "key-1")
                .containsEntry("completed_at", NOW.getEpochSecond());
    }

    @Test
    void everythingComesBackFromJson() throws Exception {
        StoredCompletion fresh = StoredCompletion.owed(completion());
        for (StoredCompletion stored : List.of(
                fresh,
                fresh.retrying(3, NOW.plusSeconds(90), "status 503"),
                fresh.retrying(3, null, "status 503"),
                fresh.givenUp(7, "status 404", NOW.plusSeconds(900)))) {
            JsonNode json = JSON.readTree(JSON.writeValueAsBytes(stored.toJson()));
            assertThat(StoredCompletion.parse("job-0001", json)).contains(stored);
        }
    }

    @Test
    void claimsKeepNullsNestedValuesAndExactNumbers() throws Exception {
        Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        claims.put("total", null);
        claims.put("callback_context", Map.of("a", Arrays.asList(1, null, Map.of("b", false)), "c", Map.of()));
        claims.put("large", new BigInteger("123456789012345678901234567890"));
        claims.put("exact", new BigDecimal("0.10000000000000000555"));
        claims.put("bytes", 5_000_000_000L);
        StoredCompletion stored = StoredCompletion.owed(new Completion("job-0001", claims, NOW, "key-1"));

        byte[] file = CompletionRecord.of(List.of(stored)).toJson();

        assertThat(CompletionRecord.parse(file).orElseThrow().completions("job-0001"))
                .containsExactly(stored);
    }

    @Test
    void entryOfAnEarlierVersionIsOwedAndNotYetAttempted() throws Exception {
        JsonNode entry = JSON.readTree("""
                {"claims": {"job_id": "job-0001", "status": "success", "bytes": 7},
                 "completed_at": 1767323045, "idempotency_key": "6f1e3a52-8f4e-4f77-9c3c-0a6a1d3c1b11"}
                """);

        StoredCompletion stored = StoredCompletion.parse("job-0001", entry).orElseThrow();

        assertThat(stored.completion().claims()).containsEntry("status", "success");
        assertThat(stored.completion().completedAt()).isEqualTo(Instant.ofEpochSecond(1767323045));
        assertThat(stored.attempts()).isZero();
        assertThat(stored.nextAttemptAt()).isNull();
        assertThat(stored.isGivenUp()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"text\"",
                "[]",
                "{}",
                "{\"idempotency_key\": \"k\"}",
                "{\"claims\": {}}",
                "{\"idempotency_key\": \"k\", \"claims\": []}",
                "{\"idempotency_key\": \"k\", \"claims\": null}",
                "{\"idempotency_key\": 7, \"claims\": {}}",
                "{\"idempotency_key\": \"\", \"claims\": {}}",
                "{\"idempotency_key\": \"two\\r\\nlines\", \"claims\": {}}",
                "{\"idempotency_key\": \"k\", \"claims\": {\"x\": 1e999}}"
            })
    void whatCannotBeSentIsAbsent(String entry) throws Exception {
        assertThat(StoredCompletion.parse("job-0001", JSON.readTree(entry))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "-1", "99999999999999", "1e30", "null", "{}"})
    void unreadableTimesAndNumbersCountAsNotKnown(String value) throws Exception {
        JsonNode entry = JSON.readTree("""
                {"idempotency_key": "k", "claims": {}, "completed_at": %1$s, "attempts": %1$s,
                 "next_attempt_at": %1$s, "last_error": [], "given_up_at": %1$s}
                """.formatted(value));

        StoredCompletion stored = StoredCompletion.parse("job-0001", entry).orElseThrow();

        assertThat(stored).isEqualTo(StoredCompletion.owed(new Completion("job-0001", Map.of(), Instant.EPOCH, "k")));
    }

    @Test
    void errorTextIsOneShortLine() {
        StoredCompletion stored = StoredCompletion.owed(completion()).retrying(1, null, "a\nb" + "x".repeat(1000));

        assertThat(stored.lastError()).startsWith("a bxxx").hasSize(300);
        assertThatThrownBy(() -> new StoredCompletion(completion(), -1, null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsOwedAgainIsDueAndKeepsItsCount() {
        StoredCompletion again = StoredCompletion.owed(completion())
                .givenUp(7, "status 404", NOW)
                .owedNow();

        assertThat(again).isEqualTo(new StoredCompletion(completion(), 7, null, "status 404", null));
    }

    @Test
    void recordKeepsForeignKeysAsTheyAre() {
        String json = """
                {"job_id":"job-0001","exact":1.50,"large":123456789012345678901234567890,"nothing":null,"callbacks":[{"x":1}]}""";
        CompletionRecord record = CompletionRecord.parse(json.getBytes(UTF_8)).orElseThrow();
        assertThat(record.completions("job-0001")).isEmpty();

        String without = new String(record.with(List.of()).toJson(), UTF_8).replaceAll("\\s", "");

        assertThat(without)
                .isEqualTo("{\"job_id\":\"job-0001\",\"exact\":1.50,\"large\":123456789012345678901234567890,"
                        + "\"nothing\":null}");
    }

    @Test
    void onlyALaterVersionIsOne() {
        assertThat(List.of("{}", "{\"format_version\": 1}", "{\"format_version\": \"x\"}", "{\"format_version\": 0}"))
                .noneMatch(json -> CompletionRecord.parse(json.getBytes(UTF_8))
                        .orElseThrow()
                        .isOfLaterVersion());
        assertThat(List.of("{\"format_version\": 2}", "{\"format_version\": 12345678901234567890}"))
                .allMatch(json -> CompletionRecord.parse(json.getBytes(UTF_8))
                        .orElseThrow()
                        .isOfLaterVersion());
    }

    private static Completion completion() {
        return new Completion("job-0001", Map.of("job_id", "job-0001", "status", "success"), NOW, "key-1");
    }
}
