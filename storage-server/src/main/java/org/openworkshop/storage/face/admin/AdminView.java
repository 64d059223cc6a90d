/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.StoredCompletion;
import org.openworkshop.storage.storage.FreeSpace;
import org.openworkshop.storage.transfer.EndedJob;
import org.openworkshop.storage.transfer.JobEvent;
import org.openworkshop.storage.transfer.JobList;
import org.openworkshop.storage.transfer.JobStatus;
import org.openworkshop.storage.transfer.Transfers;

/**
 * What the admin interface shows, as JSON objects: texts, numbers, lists and maps, whose keys {@code docs/admin.md} explains. Of
 * what is confidential, tokens' claims and URLs, it takes nothing but kind, outcome and host. Thread-safe.
 */
final class AdminView {
    /** More would be too much for a page; what is left out waits behind what is shown. */
    static final int MOST_SHOWN = 500;

    private static final int MOST_NAME_CHARACTERS = 200;

    private final Transfers transfers;
    private final FreeSpace space;
    private final AdminFace.Program program;

    AdminView(Transfers transfers, FreeSpace space, AdminFace.Program program) {
        this.transfers = transfers;
        this.space = space;
        this.program = program;
    }

    /** The server as a whole. */
    Map<String, @Nullable Object> status() {
        Map<String, @Nullable Object> status = new LinkedHashMap<>();
        status.put("version", program.version());
        status.put("java", Runtime.version().toString());
        status.put("started_at", time(program.startedAt()));
        status.put("native_engine", program.nativeEngine().get());
        status.put("disk", disk());
        status.put("jobs", Map.of("waiting", transfers.waiting(), "under_way", transfers.underWay()));
        status.put("callbacks", Map.of("owed", transfers.owedCallbacks(), "given_up", transfers.givenUpCallbacks()));
        status.put("watchers", transfers.watchers());
        return status;
    }

    private Map<String, @Nullable Object> disk() {
        Map<String, @Nullable Object> disk = new LinkedHashMap<>();
        try {
            disk.put("free_bytes", space.usableBytes());
            disk.put("total_bytes", space.totalBytes());
        } catch (IOException e) {
            disk.put("free_bytes", null);
            disk.put("total_bytes", null);
        }
        disk.put("min_free_bytes", program.minFreeBytes());
        return disk;
    }

    /** The jobs now and lately. */
    Map<String, @Nullable Object> jobs() {
        JobList.Present present = transfers.jobs().present(MOST_SHOWN);
        Map<String, @Nullable Object> jobs = new LinkedHashMap<>();
        jobs.put("jobs", present.jobs().stream().map(AdminView::job).toList());
        jobs.put("jobs_total", present.all());
        jobs.put(
                "recent",
                transfers.jobs().ended().stream().map(AdminView::ended).toList());
        return jobs;
    }

    private static Map<String, @Nullable Object> job(JobStatus job) {
        JobEvent progress = job.progress();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("job_id", job.id().value());
        shown.put("kind", job.kind());
        shown.put("source", source(job.fetched()));
        shown.put("host", job.host());
        shown.put("file_name", name(job.fileName()));
        shown.put("stage", progress.stage().wireName());
        shown.put("bytes", progress.bytes());
        shown.put("total", progress.total());
        shown.put("percent", progress.percent());
        shown.put("bytes_per_second", job.bytesPerSecond());
        shown.put("eta_seconds", progress.etaSeconds());
        JobEvent.Place place = progress.queue();
        shown.put("queue", place == null ? null : Map.of("position", place.position(), "length", place.length()));
        shown.put("started_at", time(job.startedAt()));
        shown.put("under_way", job.underWay());
        return shown;
    }

    private static Map<String, @Nullable Object> ended(EndedJob job) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("job_id", job.id().value());
        shown.put("kind", job.kind());
        shown.put("source", source(job.fetched()));
        shown.put("file_name", name(job.fileName()));
        shown.put("outcome", job.reason() == null ? "packed" : "failed");
        shown.put("reason", job.reason());
        shown.put("detail", job.detail());
        shown.put("bytes", job.bytes());
        shown.put("packed_bytes", job.packedBytes());
        shown.put("started_at", time(job.startedAt()));
        shown.put("ended_at", time(job.endedAt()));
        return shown;
    }

    /**
     * What Manager does not have.
     *
     * @throws IOException when it cannot be read
     */
    Map<String, @Nullable Object> callbacks() throws IOException {
        List<StoredCompletion> all = transfers.completions();
        Map<String, @Nullable Object> callbacks = new LinkedHashMap<>();
        callbacks.put(
                "callbacks",
                all.stream().limit(MOST_SHOWN).map(AdminView::callback).toList());
        callbacks.put("callbacks_total", all.size());
        return callbacks;
    }

    private static Map<String, @Nullable Object> callback(StoredCompletion stored) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("job_id", stored.completion().jobId());
        shown.put("idempotency_key", stored.idempotencyKey());
        shown.put("state", stored.isGivenUp() ? "given_up" : "owed");
        shown.put("status", word(stored, "status"));
        shown.put("reason", word(stored, "reason"));
        shown.put("completed_at", time(stored.completion().completedAt()));
        shown.put("attempts", stored.attempts());
        shown.put("next_attempt_at", time(stored.nextAttemptAt()));
        shown.put("last_error", stored.lastError());
        shown.put("given_up_at", time(stored.givenUpAt()));
        return shown;
    }

    private static @Nullable String word(StoredCompletion stored, String claim) {
        return stored.completion().claims().get(claim) instanceof String text ? text : null;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String source(boolean fetched) {
        return fetched ? "fetch" : "upload";
    }

    /** Before it is received, a name is what a stranger wrote: of any length, and with anything in it. */
    private static @Nullable String name(@Nullable String foreign) {
        if (foreign == null) {
            return null;
        }
        String line = foreign.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
        boolean fits = line.codePointCount(0, line.length()) <= MOST_NAME_CHARACTERS;
        return fits ? line : line.substring(0, line.offsetByCodePoints(0, MOST_NAME_CHARACTERS));
    }
}
