/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.Uncaught;
import org.openworkshop.storage.storage.MainDirectory;

class RetryRequestsTest {
    @TempDir
    Path mainDir;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private MainDirectory held;
    private RetryRequests requests;

    @BeforeEach
    void open() throws Exception {
        held = MainDirectory.open(mainDir);
        requests = new RetryRequests(held, asked::add);
    }

    @AfterEach
    void close() throws IOException {
        requests.close();
        held.close();
    }

    @Test
    void requestIsTakenOnce() throws Exception {
        RetryRequests.request(mainDir, "job-0001");
        RetryRequests.request(mainDir, "job-0001");
        assertThat(RetryRequests.isWaiting(mainDir, "job-0001")).isTrue();

        requests.look();
        requests.look();

        assertThat(asked).containsExactly("job-0001");
        assertThat(RetryRequests.isWaiting(mainDir, "job-0001")).isFalse();
    }

    @Test
    void requestsAreTakenWithinAShortTime() throws Exception {
        requests.start();
        RetryRequests.request(mainDir, "job-0001");
        await().atMost(Duration.ofSeconds(10)).until(() -> asked.equals(List.of("job-0001")));
        RetryRequests.request(mainDir, "job-0002");
        await().atMost(Duration.ofSeconds(10)).until(() -> asked.equals(List.of("job-0001", "job-0002")));

        requests.close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("callback-requests")));
    }

    @Test
    void whatIsNoRequestIsDeletedAndNotObeyed() throws Exception {
        Files.createFile(folder().resolve("short"));
        Files.createFile(folder().resolve("two\nlines-of-it"));
        Files.createFile(folder().resolve("..job-0001"));
        Files.writeString(Files.createDirectories(folder().resolve("a.folder")).resolve("file"), "x");
        Files.createSymbolicLink(folder().resolve("link.json"), mainDir.resolve("temp"));

        requests.look();

        assertThat(asked).isEmpty();
        assertThat(folder()).isEmptyDirectory();
        assertThat(mainDir.resolve("temp")).isDirectory();
    }

    @Test
    void oneLookTakesABoundedNumber() throws Exception {
        for (int i = 0; i < RetryRequests.MOST_PER_LOOK + 5; i++) {
            Files.createFile(folder().resolve("job-%06d".formatted(i)));
        }

        requests.look();
        assertThat(asked).hasSize(RetryRequests.MOST_PER_LOOK);
        requests.look();
        assertThat(asked).hasSize(RetryRequests.MOST_PER_LOOK + 5).doesNotHaveDuplicates();
    }

    @Test
    void failureToObeyEndsNothing() throws Exception {
        try (RetryRequests failing = new RetryRequests(held, job -> {
            asked.add(job);
            throw new IllegalStateException("broken");
        })) {
            RetryRequests.request(mainDir, "job-0001");
            RetryRequests.request(mainDir, "job-0002");
            failing.look();
        }
        assertThat(asked).containsExactlyInAnyOrder("job-0001", "job-0002");
    }

    @Test
    void anErrorIsNotKept() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("none left");
        RetryRequests.request(mainDir, "job-0001");
        try (Uncaught uncaught = new Uncaught();
                RetryRequests failing = new RetryRequests(held, job -> {
                    throw error;
                })) {
            failing.start();
            assertThat(uncaught.await()).isSameAs(error);
        }
    }

    @Test
    void folderThatWentAwayComesBackWithTheNextRequest() throws Exception {
        Files.delete(folder());
        requests.look();

        RetryRequests.request(mainDir, "job-0001");
        requests.look();

        assertThat(asked).containsExactly("job-0001");
    }

    @Test
    void requestFromBeforeAStartIsTaken() throws Exception {
        requests.close();
        RetryRequests.request(mainDir, "job-0001");

        try (RetryRequests next = new RetryRequests(held, asked::add)) {
            next.look();
        }

        assertThat(asked).containsExactly("job-0001");
    }

    @Test
    void nothingIsTakenAfterClosing() throws Exception {
        RetryRequests.request(mainDir, "job-0001");
        requests.close();

        requests.look();

        assertThat(asked).isEmpty();
        try (Stream<Path> left = Files.list(folder())) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void nameThatIsNoJobsIsNotWritten() {
        assertThatThrownBy(() -> RetryRequests.request(mainDir, "../../../x-x-x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(folder()).isEmptyDirectory();
    }

    private Path folder() {
        return mainDir.resolve(".callbacks").resolve("retry");
    }
}
