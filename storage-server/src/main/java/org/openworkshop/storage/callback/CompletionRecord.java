/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JSON object that holds completions of one job: {@code {"format_version": 1, "callbacks": [...]}}, oldest first, among
 * keys that are none of ours and stay exactly as they are. Immutable.
 */
public final class CompletionRecord {
    private static final Logger LOG = LoggerFactory.getLogger(CompletionRecord.class);

    private static final int FORMAT_VERSION = 1;
    private static final String VERSION_KEY = "format_version";
    private static final String COMPLETIONS_KEY = "callbacks";
    /** Fractions stay exact, so that Manager gets back what its token said. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final ObjectNode values;

    private CompletionRecord(ObjectNode values) {
        this.values = values;
    }

    /** A record of this version that holds nothing else. */
    static CompletionRecord of(List<StoredCompletion> completions) {
        return new CompletionRecord(JSON.createObjectNode().put(VERSION_KEY, FORMAT_VERSION)).with(completions);
    }

    /**
     * Reads a record.
     *
     * @return absent when the bytes are no JSON object
     */
    public static Optional<CompletionRecord> parse(byte[] json) {
        try {
            return JSON.readTree(json) instanceof ObjectNode object
                    ? Optional.of(new CompletionRecord(object))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    /**
     * What a file holds that another process may be replacing. Changes nothing; a file that is damaged, or was written by a
     * later version of this server, is logged and holds nothing.
     *
     * @return empty also when there is no such file
     * @throws IOException when it is there and cannot be read
     */
    public static List<StoredCompletion> peek(Path file, String jobId) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        byte[] json;
        try {
            json = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        Optional<CompletionRecord> record = parse(json);
        if (record.isEmpty() || record.get().isOfLaterVersion()) {
            LOG.warn(
                    "Stored completions are left out job={} file={} reason={}",
                    jobId,
                    file,
                    record.isEmpty() ? "damaged" : "of a later version");
            return List.of();
        }
        return record.get().completions(jobId);
    }

    /** Whether a later version of this server wrote it, in a form that this one may misread. */
    public boolean isOfLaterVersion() {
        JsonNode version = values.path(VERSION_KEY);
        return version.isNumber() && (!version.canConvertToInt() || version.intValue() > FORMAT_VERSION);
    }

    /** Whether there is a list of completions at all. */
    boolean hasList() {
        return values.path(COMPLETIONS_KEY).isArray();
    }

    /** The completions that can be sent; others are logged and left out. */
    public List<StoredCompletion> completions(String jobId) {
        List<StoredCompletion> completions = new ArrayList<>();
        if (values.path(COMPLETIONS_KEY) instanceof ArrayNode entries) {
            for (JsonNode entry : entries) {
                StoredCompletion.parse(jobId, entry)
                        .ifPresentOrElse(
                                completions::add,
                                () -> LOG.warn("A stored completion cannot be sent, it is left out job={}", jobId));
            }
        }
        return completions;
    }

    /** The same record with other completions; without their key when there are none. */
    public CompletionRecord with(List<StoredCompletion> completions) {
        ObjectNode copy = values.deepCopy();
        if (completions.isEmpty()) {
            copy.remove(COMPLETIONS_KEY);
        } else {
            ArrayNode entries = copy.putArray(COMPLETIONS_KEY);
            completions.forEach(each -> entries.add(JSON.<JsonNode>valueToTree(each.toJson())));
        }
        return new CompletionRecord(copy);
    }

    public byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always JSON", e);
        }
    }
}
