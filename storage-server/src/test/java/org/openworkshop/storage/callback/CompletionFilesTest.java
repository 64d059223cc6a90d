/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.access.MutableClock;
import org.openworkshop.storage.storage.MainDirectory;

class CompletionFilesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String JOB = "job-0001";

    @TempDir
    Path mainDir;

    private final MutableClock clock = new MutableClock(NOW);
    private MainDirectory held;
    private CompletionFiles files;

    @BeforeEach
    void open() throws Exception {
        held = MainDirectory.open(mainDir);
        files = new CompletionFiles(held, clock);
    }

    @AfterEach
    void close() throws IOException {
        held.close();
    }

    @Test
    void storedCompletionsAreThereAfterARestartInTheirOrder() throws Exception {
        files.add(JOB, List.of(owed(JOB, "b"), owed(JOB, "a")));
        files.add(JOB, List.of(owed(JOB, "c")));
        files.add("job-0002", List.of(owed("job-0002", "d").givenUp(3, "status 404", NOW)));

        CompletionFiles reopened = new CompletionFiles(held, clock);

        assertThat(keys(reopened.find(JOB))).containsExactly("b", "a", "c");
        assertThat(keys(reopened.all())).containsExactly("b", "a", "c", "d");
        assertThat(reopened.counts()).isEqualTo(new CompletionFiles.Counts(3, 1));
        assertThat(reopened.find("job-0003")).isEmpty();
        assertThat(Files.readString(file(JOB))).contains("\"format_version\" : 1");
        assertThat(keys(CompletionFiles.peek(mainDir, JOB))).containsExactly("b", "a", "c");
        assertThat(keys(CompletionFiles.peekAll(mainDir))).containsExactly("b", "a", "c", "d");
    }

    @Test
    void sameCompletionIsStoredOnceAndKeepsItsPlace() throws Exception {
        files.add(JOB, List.of(owed(JOB, "a"), owed(JOB, "b")));
        StoredCompletion later = owed(JOB, "a").retrying(2, NOW, "status 500");

        files.add(JOB, List.of(later, owed(JOB, "c")));

        assertThat(keys(files.find(JOB))).containsExactly("a", "b", "c");
        assertThat(files.find(JOB).get(0)).isEqualTo(later);
        assertThat(files.counts()).isEqualTo(new CompletionFiles.Counts(3, 0));
    }

    @Test
    void fileGoesWithItsLastCompletion() throws Exception {
        files.add(JOB, List.of(owed(JOB, "a"), owed(JOB, "b")));

        assertThat(files.remove(JOB, "a")).isTrue();
        assertThat(files.remove(JOB, "a")).isFalse();
        assertThat(file(JOB)).exists();
        assertThat(files.remove(JOB, "b")).isTrue();

        assertThat(file(JOB)).doesNotExist();
        assertThat(files.counts()).isEqualTo(new CompletionFiles.Counts(0, 0));
        assertThat(files.remove("job-0009", "a")).isFalse();
    }

    @Test
    void outcomeOfAnAttemptReplacesOnlyWhatIsStillStored() throws Exception {
        files.add(JOB, List.of(owed(JOB, "a"), owed(JOB, "b")));

        assertThat(files.replace(owed(JOB, "a").givenUp(1, "status 410", NOW))).isTrue();
        assertThat(files.replace(owed(JOB, "gone").retrying(1, NOW, "status 500")))
                .isFalse();

        assertThat(keys(files.find(JOB))).containsExactly("a", "b");
        assertThat(files.counts()).isEqualTo(new CompletionFiles.Counts(1, 1));
        assertThat(files.replace(owed("job-0009", "a"))).isFalse();
        assertThat(file("job-0009")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"format_version\": 1}",
                "{\"format_version\": 1, \"callbacks\": {}}",
                "{\"format_version\": 1, \"callbacks\": []} trailing"
            })
    void damagedFileIsSetAsideAndTheJobStartsAnew(String content) throws Exception {
        Files.writeString(file(JOB), content);
        files.add("job-0002", List.of(owed("job-0002", "b")));

        assertThat(keys(files.all())).containsExactly("b");
        assertThat(file(JOB)).doesNotExist();
        assertThat(aside(JOB, 1)).hasContent(content);

        files.add(JOB, List.of(owed(JOB, "a")));
        assertThat(keys(files.find(JOB))).containsExactly("a");
        Files.writeString(file(JOB), content);
        assertThat(new CompletionFiles(held, clock).counts()).isEqualTo(new CompletionFiles.Counts(1, 0));
        assertThat(aside(JOB, 2)).hasContent(content);
    }

    @Test
    void damagedFileStaysWhereItIsWhenOnlyLookedAt() throws Exception {
        Files.writeString(file(JOB), "{");

        assertThat(CompletionFiles.peek(mainDir, JOB)).isEmpty();
        assertThat(CompletionFiles.peekAll(mainDir)).isEmpty();

        assertThat(file(JOB)).hasContent("{");
    }

    @Test
    void entryThatCannotBeSentDoesNotHideTheOthers() throws Exception {
        files.add(JOB, List.of(owed(JOB, "a")));
        Files.writeString(file(JOB), Files.readString(file(JOB)).replaceFirst("\\[", "[7, {\"claims\": {}},"));

        assertThat(keys(files.find(JOB))).containsExactly("a");
    }

    @Test
    void fileOfALaterVersionIsNeverTouched() throws Exception {
        String later = "{\"format_version\": 2, \"completions\": []}";
        Files.writeString(file(JOB), later);
        files.add("job-0002", List.of(owed("job-0002", "b")));

        assertThat(keys(new CompletionFiles(held, clock).all())).containsExactly("b");
        assertThat(CompletionFiles.peek(mainDir, JOB)).isEmpty();
        assertThatThrownBy(() -> files.add(JOB, List.of(owed(JOB, "a"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("later version");

        assertThat(file(JOB)).hasContent(later);
    }

    @Test
    void whatACrashLeftHalfWrittenIsRemovedAtTheNextStart() throws Exception {
        files.add(JOB, List.of(owed(JOB, "a")));
        Path leftover = Files.writeString(folder().resolve("." + JOB + ".json.5f2c.tmp"), "{\"format_ver");

        assertThat(keys(new CompletionFiles(held, clock).all())).containsExactly("a");

        assertThat(leftover).doesNotExist();
        assertThat(file(JOB)).exists();
    }

    @Test
    void foreignFilesAreNobodysCompletions() throws Exception {
        Files.writeString(folder().resolve("notes.txt"), "x");
        Files.writeString(folder().resolve("short.json"), "x");
        Files.createDirectories(folder().resolve("retry"));
        Files.createDirectories(folder().resolve("job-0007.json"));
        files.add(JOB, List.of(owed(JOB, "a")));

        assertThat(keys(new CompletionFiles(held, clock).all())).containsExactly("a");
        assertThat(keys(CompletionFiles.peekAll(mainDir))).containsExactly("a");
        assertThat(folder().resolve("short.json")).exists();
    }

    @Test
    void nameThatWouldLeadOutOfTheFolderIsRefused() {
        assertThatThrownBy(() -> files.add("../../etc/x", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.find("..")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CompletionFiles.peek(mainDir, "a/b/c/d/e"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyWhatWasGivenUpLongAgoIsForgotten() throws Exception {
        files.add(
                JOB,
                List.of(
                        owed(JOB, "old").givenUp(1, "status 404", NOW.minusSeconds(10)),
                        owed(JOB, "owed"),
                        owed(JOB, "new").givenUp(1, "status 404", NOW)));
        files.add("job-0002", List.of(owed("job-0002", "gone").givenUp(1, "status 404", NOW.minusSeconds(10))));

        files.forgetGivenUpBefore(NOW.minusSeconds(1));

        assertThat(keys(files.all())).containsExactly("owed", "new");
        assertThat(file("job-0002")).doesNotExist();
        assertThat(files.counts()).isEqualTo(new CompletionFiles.Counts(1, 1));
    }

    @Test
    void sweepPassesAJobWhoseFileCannotBeChanged() throws Exception {
        files.add(JOB, List.of(owed(JOB, "a").givenUp(1, "status 404", NOW)));
        files.add("job-0002", List.of(owed("job-0002", "b").givenUp(1, "status 404", NOW)));
        Files.writeString(file(JOB), "{\"format_version\": 2}");

        files.forgetGivenUpBefore(NOW.plusSeconds(1));

        assertThat(file("job-0002")).doesNotExist();
        assertThat(file(JOB)).exists();
    }

    @Test
    void fileSetAsideIsKeptAsLongAsWhatWasGivenUp() throws Exception {
        Files.writeString(file(JOB), "{");
        files.find(JOB);

        files.forgetGivenUpBefore(NOW);
        assertThat(aside(JOB, 1)).exists();
        clock.advance(Duration.ofDays(7));
        files.forgetGivenUpBefore(clock.instant());
        assertThat(aside(JOB, 1)).doesNotExist();
    }

    @Test
    void changesAtTheSameTimeLoseNothing() throws Exception {
        int workers = 8;
        int each = 6;
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                int number = worker;
                tasks.add(() -> {
                    for (int i = 0; i < each; i++) {
                        String key = "k-" + number + "-" + i;
                        String job = "job-000" + i % 2;
                        files.add(job, List.of(owed(job, key)));
                        files.replace(owed(job, key).retrying(1, NOW, "status 500"));
                        if (i % 3 == 0) {
                            files.remove(job, key);
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        int left = workers * each * 2 / 3;
        assertThat(files.all()).hasSize(left).allMatch(stored -> stored.attempts() == 1);
        assertThat(files.counts()).isEqualTo(new CompletionFiles.Counts(left, 0));
        assertThat(new CompletionFiles(held, clock).all()).hasSize(left);
        try (Stream<Path> names = Files.list(folder())) {
            assertThat(names).hasSize(2);
        }
    }

    private Path folder() {
        return mainDir.resolve(".callbacks");
    }

    private Path file(String jobId) {
        return folder().resolve(jobId + ".json");
    }

    private Path aside(String jobId, int number) {
        return folder().resolve(jobId + ".json.damaged-" + number);
    }

    private static StoredCompletion owed(String jobId, String key) {
        return StoredCompletion.owed(new Completion(jobId, Map.of("job_id", jobId), NOW, key));
    }

    private static List<String> keys(List<StoredCompletion> stored) {
        return stored.stream().map(StoredCompletion::idempotencyKey).toList();
    }
}
