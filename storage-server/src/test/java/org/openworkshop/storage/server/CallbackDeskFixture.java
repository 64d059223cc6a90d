/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.access.MutableClock;
import org.openworkshop.storage.callback.Completion;
import org.openworkshop.storage.callback.CompletionFiles;
import org.openworkshop.storage.callback.StoredCompletion;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.storage.MainDirectory;

/** A main directory with completions that are owed, and the Manager they are owed to. */
abstract class CallbackDeskFixture {
    static final String SECRET = "a transfer secret of more than 32 bytes";
    /** The real time, because Manager checks it; whole seconds, as they are stored. */
    static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    static final Duration SHORT = Duration.ofMillis(300);
    static final Duration LONG = Duration.ofSeconds(30);
    static final String JOB = "job-0001";
    static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path mainDir;

    final Clock clock = new MutableClock(NOW);
    FakeManager manager;

    @BeforeEach
    void start() throws IOException {
        manager = new FakeManager(SECRET);
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    CallbackDesk desk(Duration patience) {
        return desk(patience, null);
    }

    CallbackDesk desk(Duration patience, @Nullable UserPrincipal user) {
        return new CallbackDesk(config(mainDir), clock, patience, user);
    }

    AppConfig config(Path directory) {
        Map<String, String> environment = new HashMap<>(PackagedServer.settings(directory));
        environment.put("OW_MANAGER_URL", manager.url());
        environment.put("OW_TOKENS_TRANSFER_JWT_SECRET", SECRET);
        try {
            return ConfigReader.read(null, environment);
        } catch (org.openworkshop.storage.config.ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void record(String jobId, StoredCompletion... owed) {
        ObjectNode record = JSON.createObjectNode().put("job_id", jobId).put("exact", 1.5);
        record.putNull("x");
        if (owed.length > 0) {
            record.set(
                    "callbacks",
                    JSON.valueToTree(
                            List.of(owed).stream().map(StoredCompletion::toJson).toList()));
        }
        workspace(jobId, record.toString());
    }

    void workspace(String jobId, String record) {
        try {
            Path folder = Files.createDirectories(mainDir.resolve("temp").resolve(jobId));
            Path written = Files.writeString(folder.resolve("new"), record);
            Files.move(written, folder.resolve("meta.json"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode readRecord(String jobId) throws IOException {
        return JSON.readTree(
                mainDir.resolve("temp").resolve(jobId).resolve("meta.json").toFile());
    }

    void inFiles(String jobId, StoredCompletion... owed) throws Exception {
        try (MainDirectory held = MainDirectory.open(mainDir)) {
            new CompletionFiles(held, clock).add(jobId, List.of(owed));
        }
    }

    static void add(CompletionFiles files, StoredCompletion stored) throws IOException {
        files.add(JOB, List.of(stored));
    }

    static void remove(CompletionFiles files, String key) throws IOException {
        files.remove(JOB, key);
    }

    List<StoredCompletion> stored(String jobId) throws IOException {
        return new StoredCallbacks(mainDir).of(jobId);
    }

    static StoredCompletion owed(String jobId, String key, long secondsLater) {
        Map<String, Object> claims = Map.of(
                "job_id",
                jobId,
                "status",
                "error",
                "reason",
                "timeout",
                "callback_context",
                Map.of("secret", "confidential"));
        return StoredCompletion.owed(new Completion(jobId, claims, NOW.plusSeconds(secondsLater), key));
    }
}
