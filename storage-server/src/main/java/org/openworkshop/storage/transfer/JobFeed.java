/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets watchers follow jobs, also jobs that are not known yet. Holds one topic per watched or living job, so it grows only
 * with those. Thread-safe.
 */
public final class JobFeed {
    private final ConcurrentHashMap<JobId, JobTopic> topics = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final TransferListener listener;

    /** @param listener hears how long jobs are in their stages */
    JobFeed(LongSupplier nanoTime, TransferListener listener) {
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    /** Adds a watcher, which hears a snapshot before this returns. Closing the subscription removes it. */
    public Subscription subscribe(JobId id, JobWatcher watcher) {
        topics.compute(id, (key, known) -> {
            JobTopic topic = known == null ? new JobTopic(nanoTime, listener) : known;
            topic.add(watcher);
            return topic;
        });
        return () -> topics.computeIfPresent(id, (key, topic) -> {
            topic.remove(watcher);
            return topic.idle() ? null : topic;
        });
    }

    /** Number of watchers of all jobs. */
    public int watchers() {
        return topics.values().stream().mapToInt(JobTopic::watcherCount).sum();
    }

    /** Sends what was held back because it came too soon, and that nothing followed. */
    void tellLate() {
        topics.values().forEach(JobTopic::tellLate);
    }

    /** The topic of a living job. */
    JobTopic own(JobId id) {
        JobTopic topic = topics.compute(id, (key, known) -> {
            JobTopic owned = known == null ? new JobTopic(nanoTime, listener) : known;
            owned.owned(true);
            return owned;
        });
        return topic;
    }

    /** Forgets a job that is gone and tells its watchers. */
    void disown(JobId id) {
        @Nullable JobTopic topic = topics.remove(id);
        if (topic != null) {
            topic.gone();
        }
    }

    /** A watcher's place in the feed. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
