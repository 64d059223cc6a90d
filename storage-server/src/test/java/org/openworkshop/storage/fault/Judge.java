/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Collection;
import org.openworkshop.storage.fault.Exchange.Answer;

/** Compares, when all is over, what Manager was told with what clients sent, and what is stored with both. */
final class Judge {
    private static final int OK = 200;

    private final Ledger ledger;
    private final Completions completions;
    private final StorageApi api;
    private int lost;

    Judge(World world) {
        this.ledger = world.ledger();
        this.completions = world.completions();
        this.api = world.api();
    }

    /** Jobs without a completion, and acknowledged files that are not there as they should be. */
    int lost() {
        return lost;
    }

    /** Judges every job; what is wrong goes to the ledger. */
    void judgeJobs() throws IOException {
        for (JobEntry job : ledger.jobs()) {
            Collection<Effect> effects = completions.of(job.id());
            if (effects.size() > 1) {
                ledger.problem("completed twice", job + " by " + effects);
            }
            if (job.isOwed() && !completions.isSettled(job.id())) {
                lose(effects.isEmpty() ? "no completion" : "completion without effect", job + " by " + effects);
            }
            for (Effect effect : effects) {
                judge(job, effect);
            }
        }
    }

    /** Judges every file that Manager stored directly. */
    void judgePaths() throws IOException {
        for (StoredPath path : ledger.paths()) {
            int floor = path.floor();
            Answer answer = api.download(path.path());
            String wrong = path.judge(floor, answer.status() == OK ? answer.body() : null);
            if (wrong != null) {
                lose("stored file", wrong);
            }
        }
    }

    private void judge(JobEntry job, Effect effect) throws IOException {
        JsonNode completion = effect.completion();
        if (!completion.path("callback_context").path("job").asText().equals(job.id())
                || completion.path("mod_id").asInt() != job.id().hashCode()
                || !completion.path("callback_action").asText().equals("test")) {
            ledger.problem("claims", job + " got " + completion);
        }
        if (!effect.isSuccess()) {
            String reason = completion.path("reason").asText();
            if (!job.mayFail(reason)) {
                ledger.problem("outcome", job + " failed as " + reason);
            }
            return;
        }
        if (!job.maySucceed()) {
            ledger.problem("outcome", job + " succeeded");
            return;
        }
        if (completion.path("bytes").asLong() != job.expected().bytes()
                || completion.path("unpacked_bytes").asLong() != job.expected().unpackedBytes()) {
            ledger.problem("claims", job + " got " + completion);
        }
        if (effect.isMoved()) {
            judgeFile(job, effect);
        }
    }

    private void judgeFile(JobEntry job, Effect effect) throws IOException {
        Answer answer = api.download(effect.intent().target());
        if (answer.status() != OK) {
            lose("moved file", answer.status() + " for " + job + " by " + effect);
            return;
        }
        byte[] content = answer.body();
        String wrong = Result.difference(job, effect, content);
        if (wrong == null && content.length != effect.finalBytes()) {
            wrong = content.length + " bytes, not as many as the move said";
        }
        if (wrong != null) {
            lose("moved file", wrong + ": " + job + " by " + effect);
        }
    }

    private void lose(String kind, String what) {
        lost++;
        ledger.problem(kind, what);
    }
}
