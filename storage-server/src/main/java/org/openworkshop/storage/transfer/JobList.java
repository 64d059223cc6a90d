/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The jobs as an operator sees them: those that have not failed, and how the last {@value #MOST_ENDED} attempts since the start
 * ended. Thread-safe.
 */
public final class JobList {
    static final int MOST_ENDED = 200;

    /** What has to do with the server's work first, then what waits for Manager; the newest of each first. */
    private static final Comparator<JobStatus> ORDER = Comparator.comparing(JobStatus::underWay)
            .thenComparing(JobStatus::startedAt)
            .reversed()
            .thenComparing(status -> status.id().value());

    private final JobRegistry registry;
    private final Deque<EndedJob> ended = new ArrayDeque<>();

    JobList(JobRegistry registry) {
        this.registry = registry;
    }

    /** Some of the jobs, and how many there are. */
    public record Present(List<JobStatus> jobs, int all) {}

    /** The jobs that are worked on, wait, or are packed and not yet moved; of more than {@code most}, the first. */
    public Present present(int most) {
        List<JobStatus> all = new ArrayList<>();
        for (Job job : registry.all()) {
            JobStatus status = JobStatus.of(job);
            if (status.underWay() || status.progress().stage() != Stage.ERROR) {
                all.add(status);
            }
        }
        all.sort(ORDER);
        return new Present(List.copyOf(all.subList(0, Math.min(most, all.size()))), all.size());
    }

    /** How the last attempts ended, the latest first. */
    public List<EndedJob> ended() {
        synchronized (ended) {
            return List.copyOf(ended);
        }
    }

    void add(EndedJob job) {
        synchronized (ended) {
            ended.addFirst(job);
            if (ended.size() > MOST_ENDED) {
                ended.removeLast();
            }
        }
    }
}
