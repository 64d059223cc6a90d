/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.access.MutableClock;
import org.openworkshop.storage.callback.Completion;
import org.openworkshop.storage.callback.CompletionFiles;
import org.openworkshop.storage.callback.RetryRequests;
import org.openworkshop.storage.callback.StoredCompletion;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.server.CallbackDesk.Line;
import org.openworkshop.storage.server.CallbackDesk.Outcome;
import org.openworkshop.storage.server.CallbackDesk.Sent;
import org.openworkshop.storage.storage.MainDirectory;

class CallbackDeskTest {
    private static final String SECRET = "a transfer secret of more than 32 bytes";
    /** The real time, because Manager checks it; whole seconds, as they are stored. */
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String JOB = "job-0001";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path mainDir;

    private final Clock clock = new MutableClock(NOW);
    private FakeManager manager;

    @BeforeEach
    void start() throws IOException {
        manager = new FakeManager(SECRET);
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void listShowsWhatIsOwedAndGivenUpOldestFirstAndNoConfidentialClaim() throws Exception {
        record("job-0002", owed("job-0002", "b", 20), owed("job-0002", "c", 40).retrying(2, NOW, "status 503"));
        inFiles(JOB, owed(JOB, "a", 10).givenUp(9, "status 404", NOW));
        inFiles("job-0003", owed("job-0003", "d", 30));

        List<Line> lines = desk(SHORT).list();

        assertThat(lines).extracting(Line::idempotencyKey).containsExactly("a", "b", "d", "c");
        assertThat(lines.get(0))
                .isEqualTo(new Line(JOB, "a", "error", "timeout", NOW.plusSeconds(10), 9, null, "status 404", NOW));
        assertThat(lines.get(3).nextAttemptAt()).isEqualTo(NOW);
        assertThat(lines.toString()).doesNotContain("confidential");
    }

    @Test
    void completionOnItsWayFromRecordToFileIsListedOnce() throws Exception {
        record(JOB, owed(JOB, "a", 0), owed(JOB, "b", 0));
        inFiles(JOB, owed(JOB, "a", 0).givenUp(1, "status 404", NOW));

        assertThat(desk(SHORT).list())
                .extracting(line -> line.idempotencyKey() + " " + (line.givenUpAt() != null))
                .containsExactly("a true", "b false");
    }

    @Test
    void listIsTolerantAndChangesNothing() throws Exception {
        record("job-0002", owed("job-0002", "b", 0));
        workspace("job-0003", "{");
        workspace("job-0004", "{\"callbacks\": [7, {\"claims\": {}}]}");
        workspace("job-0005", "{\"status\": \"packed\"}");
        workspace("job-0006", "{\"format_version\": 9, \"callbacks\": []}");
        workspace("x", "{");
        Files.writeString(mainDir.resolve("temp").resolve("job-0007"), "a file");
        Files.createDirectories(mainDir.resolve(".callbacks"));
        Files.writeString(mainDir.resolve(".callbacks").resolve("job-0008.json"), "[");

        assertThat(desk(SHORT).list()).extracting(Line::idempotencyKey).containsExactly("b");

        assertThat(mainDir.resolve(".callbacks").resolve("job-0008.json")).hasContent("[");
        assertThat(mainDir.resolve(".lock")).doesNotExist();
    }

    @Test
    void directoryWithoutAnythingOwesNothing() throws Exception {
        assertThat(desk(SHORT).list()).isEmpty();
        assertThat(mainDir).isEmptyDirectory();
    }

    @Test
    void missingDirectoryIsNotTakenForAnEmptyOne() {
        CallbackDesk desk = new CallbackDesk(config(mainDir.resolve("no")), clock, SHORT, null);

        assertThatThrownBy(desk::list)
                .isInstanceOf(CallbackDeskException.class)
                .hasMessageContaining("storage.main_dir " + mainDir.resolve("no"));
        assertThatThrownBy(() -> desk.retry(JOB)).isInstanceOf(CallbackDeskException.class);
    }

    @Test
    void jobThatOwesNothingIsNotSent() throws Exception {
        record("job-0002", owed("job-0002", "b", 0));

        assertThatThrownBy(() -> desk(SHORT).retry(JOB))
                .isInstanceOf(CallbackDeskException.class)
                .hasMessage("nothing is owed or given up for job job-0001");
        assertThat(mainDir.resolve(".lock")).doesNotExist();
    }

    @Test
    void withoutAServerAllOfTheJobIsSentInOrderAndForgotten() throws Exception {
        inFiles(JOB, owed(JOB, "a", 0).givenUp(9, "status 404", NOW));
        record(JOB, owed(JOB, "b", 10), owed(JOB, "c", 20));
        record("job-0002", owed("job-0002", "d", 0));

        List<Sent> sent = desk(SHORT).retry(JOB);

        assertThat(sent)
                .extracting(Sent::outcome)
                .containsOnly(Outcome.DELIVERED)
                .hasSize(3);
        assertThat(manager.callbacks())
                .extracting(FakeManager.Callback::idempotencyKey)
                .containsExactly("a", "b", "c");
        assertThat(manager.callbacks()
                        .get(0)
                        .body()
                        .path("callback_context")
                        .path("secret")
                        .asText())
                .isEqualTo("confidential");
        assertThat(desk(SHORT).list()).extracting(Line::idempotencyKey).containsExactly("d");
        assertThat(readRecord(JOB))
                .isEqualTo(JSON.readTree("{\"job_id\": \"job-0001\", \"exact\": 1.50, \"x\": null}"));
        assertThat(mainDir.resolve(".callbacks").resolve(JOB + ".json")).doesNotExist();
    }

    @Test
    void withoutAServerAFailureHoldsTheNewerOnesBackAndStaysOwed() throws Exception {
        record(JOB, owed(JOB, "a", 0).retrying(2, NOW, "status 500"), owed(JOB, "b", 10));
        manager.behave((callback, storage) -> 503);

        List<Sent> sent = desk(SHORT).retry(JOB);

        assertThat(sent).extracting(Sent::outcome).containsExactly(Outcome.STILL_OWED, Outcome.NOT_TRIED);
        assertThat(sent.get(0).line().lastError()).isEqualTo("status 503");
        assertThat(manager.callbacks()).hasSize(1);
        assertThat(stored(JOB)).containsExactly(owed(JOB, "a", 0).retrying(3, null, "status 503"), owed(JOB, "b", 10));
        assertThat(readRecord(JOB).path("callbacks")).hasSize(2);
    }

    @Test
    void withoutAServerARefusalIsKeptOutsideTheWorkspaceAndTheNextIsSent() throws Exception {
        record(JOB, owed(JOB, "a", 0), owed(JOB, "b", 10));
        manager.behave((callback, storage) -> callback.idempotencyKey().equals("a") ? 404 : 200);

        List<Sent> sent = desk(SHORT).retry(JOB);

        assertThat(sent).extracting(Sent::outcome).containsExactly(Outcome.GIVEN_UP, Outcome.DELIVERED);
        assertThat(readRecord(JOB).has("callbacks")).isFalse();
        assertThat(stored(JOB)).containsExactly(owed(JOB, "a", 0).givenUp(1, "status 404", NOW));
    }

    @Test
    void whatWasGivenUpAndFailsAgainStaysGivenUp() throws Exception {
        inFiles(JOB, owed(JOB, "a", 0).givenUp(9, "status 404", NOW.minusSeconds(1000)));
        manager.behave((callback, storage) -> 500);

        assertThat(desk(SHORT).retry(JOB)).extracting(Sent::outcome).containsExactly(Outcome.GIVEN_UP);

        assertThat(stored(JOB)).containsExactly(owed(JOB, "a", 0).givenUp(10, "status 500", NOW));
    }

    @Test
    void directoryIsHeldWhileItIsSentFromHere() throws Exception {
        record(JOB, owed(JOB, "a", 0));
        manager.behave((callback, storage) -> {
            assertThatThrownBy(() -> MainDirectory.open(mainDir)).hasMessageContaining("in use");
            return 202;
        });

        assertThat(desk(SHORT).retry(JOB)).extracting(Sent::outcome).containsExactly(Outcome.DELIVERED);

        MainDirectory.open(mainDir).close();
    }

    @Test
    void runningServerIsAskedAndItsDeliveriesAreSeen() throws Exception {
        record(JOB, owed(JOB, "b", 10));
        inFiles(JOB, owed(JOB, "a", 0).givenUp(9, "status 404", NOW));

        List<Sent> sent = withServer(files -> {
            remove(files, "a");
            record(JOB);
        });

        assertThat(sent).extracting(each -> each.line().idempotencyKey()).containsExactly("a", "b");
        assertThat(sent).extracting(Sent::outcome).containsOnly(Outcome.DELIVERED);
        assertThat(manager.callbacks()).isEmpty();
    }

    @Test
    void failureThatARunningServerRecordsEndsTheWait() throws Exception {
        record(JOB, owed(JOB, "a", 0).retrying(2, NOW, "status 500"), owed(JOB, "b", 10));

        List<Sent> sent =
                withServer(files -> record(JOB, owed(JOB, "a", 0).retrying(3, NOW, "status 502"), owed(JOB, "b", 10)));

        assertThat(sent).extracting(Sent::outcome).containsExactly(Outcome.STILL_OWED, Outcome.NOT_TRIED);
        assertThat(sent.get(0).line().lastError()).isEqualTo("status 502");
    }

    @Test
    void refusalByManagerIsSeenWhereverTheServerKeepsIt() throws Exception {
        record(JOB, owed(JOB, "a", 0), owed(JOB, "b", 10));

        List<Sent> sent = withServer(files -> {
            add(files, owed(JOB, "a", 0).givenUp(1, "status 410", NOW));
            record(JOB);
        });

        assertThat(sent).extracting(Sent::outcome).containsExactly(Outcome.GIVEN_UP, Outcome.DELIVERED);
        assertThat(sent.get(0).line().lastError()).isEqualTo("status 410");
    }

    @Test
    void countThatBeginsAnewIsNoOutcomeYet() throws Exception {
        inFiles(JOB, owed(JOB, "a", 0).givenUp(9, "status 404", NOW));

        List<Sent> sent = withServer(Duration.ofSeconds(3), files -> add(files, owed(JOB, "a", 0)));

        assertThat(sent).extracting(Sent::outcome).containsExactly(Outcome.NO_ANSWER);
    }

    @Test
    void serverThatDoesNotLookLeavesTheRequestWaiting() throws Exception {
        record(JOB, owed(JOB, "a", 0));
        try (MainDirectory held = MainDirectory.open(mainDir)) {
            assertThat(held.root()).isDirectory();

            assertThat(desk(SHORT).retry(JOB)).extracting(Sent::outcome).containsExactly(Outcome.NOT_TAKEN);
        }
        assertThat(RetryRequests.isWaiting(mainDir, JOB)).isTrue();
    }

    @Test
    void otherUserThanTheServersMayLookButNotWrite() throws Exception {
        record(JOB, owed(JOB, "a", 0));
        MainDirectory.open(mainDir).close();
        CallbackDesk desk = desk(
                SHORT, mainDir.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

        assertThat(desk.list()).hasSize(1);
        assertThatThrownBy(() -> desk.retry(JOB))
                .isInstanceOf(CallbackDeskException.class)
                .hasMessageContaining("run this command as that user, not as nobody");

        assertThat(manager.callbacks()).isEmpty();
        assertThat(stored(JOB)).hasSize(1);
    }

    @Test
    void directoryThatTakesNoWritesIsReportedWithItsReason() throws Exception {
        record(JOB, owed(JOB, "a", 0));
        Files.createDirectory(mainDir.resolve(".lock"));

        assertThatThrownBy(() -> desk(SHORT).retry(JOB))
                .isInstanceOf(CallbackDeskException.class)
                .hasMessageContaining("cannot read or write the main directory")
                .hasMessageContaining(".lock");

        assertThat(manager.callbacks()).isEmpty();
    }

    @Test
    void ordinaryDeskKnowsItsUser() throws Exception {
        record(JOB, owed(JOB, "a", 0));

        assertThat(new CallbackDesk(config(mainDir)).retry(JOB))
                .extracting(Sent::outcome)
                .containsExactly(Outcome.DELIVERED);
    }

    /** What a server does when it has taken the request. */
    private interface Reaction {
        void to(CompletionFiles files) throws Exception;
    }

    private List<Sent> withServer(Reaction reaction) throws Exception {
        return withServer(LONG, reaction);
    }

    private List<Sent> withServer(Duration patience, Reaction reaction) throws Exception {
        try (MainDirectory held = MainDirectory.open(mainDir)) {
            CompletionFiles files = new CompletionFiles(held, clock);
            Consumer<String> retry = job -> {
                assertThat(job).isEqualTo(JOB);
                try {
                    reaction.to(files);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            };
            try (RetryRequests requests = new RetryRequests(held, retry)) {
                requests.start();
                return desk(patience).retry(JOB);
            }
        }
    }

    private CallbackDesk desk(Duration patience) {
        return desk(patience, null);
    }

    private CallbackDesk desk(Duration patience, @Nullable UserPrincipal user) {
        return new CallbackDesk(config(mainDir), clock, patience, user);
    }

    private AppConfig config(Path directory) {
        Map<String, String> environment = new HashMap<>(PackagedServer.settings(directory));
        environment.put("OW_MANAGER_URL", manager.url());
        environment.put("OW_TOKENS_TRANSFER_JWT_SECRET", SECRET);
        try {
            return ConfigReader.read(null, environment);
        } catch (org.openworkshop.storage.config.ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void record(String jobId, StoredCompletion... owed) {
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

    private void workspace(String jobId, String record) {
        try {
            Path folder = Files.createDirectories(mainDir.resolve("temp").resolve(jobId));
            Path written = Files.writeString(folder.resolve("new"), record);
            Files.move(written, folder.resolve("meta.json"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode readRecord(String jobId) throws IOException {
        return JSON.readTree(
                mainDir.resolve("temp").resolve(jobId).resolve("meta.json").toFile());
    }

    private void inFiles(String jobId, StoredCompletion... owed) throws Exception {
        try (MainDirectory held = MainDirectory.open(mainDir)) {
            new CompletionFiles(held, clock).add(jobId, List.of(owed));
        }
    }

    private static void add(CompletionFiles files, StoredCompletion stored) throws IOException {
        files.add(JOB, List.of(stored));
    }

    private static void remove(CompletionFiles files, String key) throws IOException {
        files.remove(JOB, key);
    }

    private List<StoredCompletion> stored(String jobId) throws IOException {
        return new StoredCallbacks(mainDir).of(jobId);
    }

    private static StoredCompletion owed(String jobId, String key, long secondsLater) {
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
