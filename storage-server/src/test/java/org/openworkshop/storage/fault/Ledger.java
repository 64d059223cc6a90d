/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What clients attempted, what the server acknowledged, and what was wrong in the meantime. Thread-safe. */
final class Ledger {
    private static final int MOST_OF_A_KIND = 40;

    private final Map<String, JobEntry> jobs = new ConcurrentHashMap<>();
    private final Map<String, StoredPath> paths = new ConcurrentHashMap<>();
    private final Map<String, Queue<String>> problems = new ConcurrentHashMap<>();
    private final AtomicInteger uploads = new AtomicInteger();

    void add(JobEntry job) {
        jobs.put(job.id(), job);
    }

    @Nullable
    JobEntry job(String id) {
        return jobs.get(id);
    }

    Collection<JobEntry> jobs() {
        return jobs.values();
    }

    void add(StoredPath path) {
        paths.put(path.path(), path);
    }

    Collection<StoredPath> paths() {
        return paths.values();
    }

    /** Counts an acknowledged {@code /upload}. */
    void uploadAcknowledged() {
        uploads.incrementAndGet();
    }

    int acknowledgedUploads() {
        return uploads.get();
    }

    /** Takes over what a killed server left on disk. */
    void killed(Map<String, String> stages) {
        stages.forEach((id, stage) -> {
            JobEntry job = jobs.get(id);
            if (job == null) {
                problem("unknown workspace", id);
            } else if (stage.equals("unreadable")) {
                problem("torn record", id);
            } else {
                job.killedIn(stage);
            }
        });
    }

    /** Notes something that must not be. */
    void problem(String kind, String what) {
        problems.computeIfAbsent(kind, key -> new ConcurrentLinkedQueue<>()).add(what);
    }

    /** All that must not be, the first ones of each kind. */
    List<String> problems() {
        return problems.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(kind -> kind.getValue().stream()
                        .limit(MOST_OF_A_KIND)
                        .map(what -> kind.getKey() + " (" + kind.getValue().size() + "): " + what))
                .toList();
    }
}
