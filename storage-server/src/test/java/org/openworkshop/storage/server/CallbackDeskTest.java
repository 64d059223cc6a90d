/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.CallbackDesk.Line;
import org.openworkshop.storage.server.CallbackDesk.Outcome;
import org.openworkshop.storage.server.CallbackDesk.Sent;
import org.openworkshop.storage.storage.MainDirectory;

class CallbackDeskTest extends CallbackDeskFixture {
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
}
