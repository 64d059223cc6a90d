/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fault.Exchange.Answer;
import org.openworkshop.storage.fault.Sample.Expected;

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
        boolean asTold = effect.isRepackTried()
                || SampleMaker.sha256(content)
                        .equals(effect.completion().path("sha256").asText());
        if (!asTold || content.length != effect.finalBytes()) {
            lose("moved file", content.length + " bytes, not what was told, for " + job + " by " + effect);
        }
        String wrong = difference(job.expected(), content);
        if (wrong != null) {
            lose("moved file", wrong + " in " + job + " by " + effect);
        }
    }

    private static @Nullable String difference(Expected expected, byte[] content) {
        if (expected.shape().isForImages()) {
            Webp image = Webp.decode(content);
            boolean same = image != null && image.width() == expected.width() && image.height() == expected.height();
            return same ? null : "picture is " + image;
        }
        Map<String, String> entries = new HashMap<>();
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(content))
                .get()) {
            for (ZipArchiveEntry entry : java.util.Collections.list(zip.getEntries())) {
                if (!entry.isDirectory()) {
                    entries.put(
                            entry.getName(),
                            SampleMaker.sha256(zip.getInputStream(entry).readAllBytes()));
                }
            }
        } catch (IOException e) {
            return "no whole ZIP: " + e;
        }
        return entries.equals(expected.entries())
                ? null
                : "entries " + entries.keySet() + " for " + expected.entries().keySet();
    }

    private void lose(String kind, String what) {
        lost++;
        ledger.problem(kind, what);
    }
}
