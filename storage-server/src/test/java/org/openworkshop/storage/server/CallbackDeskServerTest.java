/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.callback.CompletionFiles;
import org.openworkshop.storage.callback.RetryRequests;
import org.openworkshop.storage.server.CallbackDesk.Outcome;
import org.openworkshop.storage.server.CallbackDesk.Sent;
import org.openworkshop.storage.storage.MainDirectory;

/** The desk beside a running server, which it asks instead of sending by itself. */
class CallbackDeskServerTest extends CallbackDeskFixture {
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
}
