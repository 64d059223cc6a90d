/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.callback.CallbackSender;
import org.openworkshop.storage.callback.CompletionFiles;
import org.openworkshop.storage.callback.Outbox;
import org.openworkshop.storage.callback.RetryRequests;
import org.openworkshop.storage.callback.StoredCompletion;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.fetch.UrlFetcher;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.trace.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of jobs, from the first byte to the move: one object to start, use and stop. Thread-safe. */
public final class Transfers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(4);

    private final JobRegistry registry;
    private final JobFeed feed;
    private final Outbox outbox;
    private final Debts debts;
    private final RetryRequests retryRequests;
    private final Lines lines;
    private final PackLine packLine;
    private final LateRecords lateRecords = new LateRecords();
    private final Uploads uploads;
    private final Fetches fetches;
    private final Results results;
    private final Sweeper sweeper;
    private final Recovery recovery;
    private final JobList jobs;
    private final ScheduledExecutorService lateNews =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "late-news"));

    /** What jobs use to do their work; closed by whoever made them. */
    public record Engines(Archives archives, ImageConverter images, UrlFetcher fetcher, CallbackSender callbacks) {}

    /** Where jobs wait: for a place to upload, to be fetched, to be packed. */
    private record Lines(Line uploads, Line fetches, Line packing) {
        static Lines of(TransferConfig config, TransferListener listener) {
            return new Lines(
                    line(JobLine.UPLOAD, config.uploadConcurrency(), config, listener),
                    line(JobLine.FETCH, config.downloadConcurrency(), config, listener),
                    line(JobLine.PACK, config.repackConcurrency(), config, listener));
        }

        private static Line line(JobLine name, int places, TransferConfig config, TransferListener listener) {
            return new Line(places, config.queueSize(), System::nanoTime, time -> listener.waited(name, time));
        }

        Line get(JobLine name) {
            return switch (name) {
                case UPLOAD -> uploads;
                case FETCH -> fetches;
                case PACK -> packing;
            };
        }

        List<Line> all() {
            return List.of(uploads, fetches, packing);
        }
    }

    /**
     * Puts the parts together; nothing runs before {@link #recover()}.
     *
     * @throws IOException when the main directory cannot be written
     */
    public Transfers(
            AppConfig config, MainDirectory mainDirectory, Engines engines, TransferListener listener, Tracing tracing)
            throws IOException {
        Clock clock = Clock.systemUTC();
        TransferConfig settings = config.transfer();
        feed = new JobFeed(System::nanoTime, listener);
        registry = new JobRegistry(mainDirectory, feed, clock);
        jobs = new JobList(registry);
        debts = new Debts(registry, new CompletionFiles(mainDirectory, clock), lateRecords, clock);
        outbox = new Outbox(engines.callbacks(), config.manager(), debts, clock);
        outbox.hold();
        retryRequests = new RetryRequests(mainDirectory, job -> debts.retry(job, outbox));
        Results.Traces traces = new Results.Traces(new MovedJobs(mainDirectory), debts);
        JobTracing jobTracing = new JobTracing(tracing, clock);
        Endings endings = new Endings(outbox, listener, lateRecords, jobs, jobTracing);
        lines = Lines.of(settings, listener);
        packLine = new PackLine(lines.packing(), mainDirectory.space(), PackLine.Limits.of(settings.timeouts()));
        Packing packing = new Packing(engines.archives(), engines.images(), packLine, listener, jobTracing);
        PackStep packStep = new PackStep(packing, endings);
        FetchStep fetchStep = new FetchStep(engines.fetcher(), mainDirectory.space(), listener, jobTracing);
        uploads = new Uploads(
                registry,
                packStep,
                endings,
                lines.uploads(),
                new Uploads.Settings(
                        settings,
                        mainDirectory,
                        new EarlyPacks(
                                engines.archives(),
                                mainDirectory.space(),
                                lines.packing(),
                                settings.repackConcurrency(),
                                jobTracing),
                        listener,
                        jobTracing));
        fetches = new Fetches(registry, fetchStep, packStep, endings, lines.fetches());
        Repacks repacks = new Repacks(packing, lateRecords);
        results = new Results(registry, repacks, mainDirectory, traces, listener);
        sweeper = new Sweeper(registry, mainDirectory, traces, config, clock);
        recovery = new Recovery(
                mainDirectory,
                registry,
                new Recovery.Steps(fetches, packStep, repacks, endings, new Recovery.Owing(debts, outbox)),
                settings.maxBytes());
    }

    /**
     * Takes up the jobs that were under way when the server stopped; to be called once, before clients can come. Takes a few seconds
     * at most, whatever there is to do.
     *
     * @throws IOException when the workspaces cannot be read
     */
    public void recover() throws IOException, InterruptedException {
        recovery.run(LONGEST_RECOVERY);
    }

    /** Begins to tell Manager what it is owed, and to sweep; to be called once the server can be reached. */
    public void start() {
        outbox.open();
        retryRequests.start();
        sweeper.start();
        var unused = lateNews.scheduleWithFixedDelay(TimerErrors.told(feed::tellLate), 500, 500, TimeUnit.MILLISECONDS);
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

    /** The jobs as an operator sees them. */
    public JobList jobs() {
        return jobs;
    }

    /**
     * Asks for the end of a job's present attempt, which then fails like any other, also when the server ends first.
     *
     * @return false when nothing of the job is under way that could be ended; absent when there is no such job
     * @throws IOException when the job's record cannot be read, or the wish not be written into it; then the work is stopped all the
     *     same, but the next start may go on with it
     */
    public Optional<Boolean> cancel(JobId id) throws IOException {
        Optional<Job> job = registry.find(id);
        job.ifPresent(known ->
                LOG.info("Asked to cancel job={} stage={}", id, known.topic().stage()));
        return job.isPresent() ? Optional.of(job.get().cancellation().request()) : Optional.empty();
    }

    /**
     * Sweeps at once, whatever the interval.
     *
     * @return completes with how many jobs and workspaces went, or fails with why it could not be done
     */
    public CompletableFuture<Integer> sweep() {
        return sweeper.request().thenApply(swept -> swept.jobs() + swept.workspaces());
    }

    /**
     * All that Manager does not have, owed or given up, oldest first; the claims in it are confidential.
     *
     * @throws IOException when it cannot be read
     */
    public List<StoredCompletion> completions() throws IOException {
        return debts.all();
    }

    /** Sends what a job owes at once, and what was given up once more; does not wait for the attempts. */
    public void tellAgain(JobId id) {
        debts.retry(id.value(), outbox);
    }

    /** Number of watchers of all jobs. */
    public int watchers() {
        return feed.watchers();
    }

    /** Number of completions Manager has not yet accepted. */
    public int owedCallbacks() {
        return outbox.owed();
    }

    /** Number of completions that were given up and can be sent again on request. */
    public long givenUpCallbacks() {
        return debts.givenUp();
    }

    /** How long the oldest completion that Manager has not yet accepted is owed; zero when none is. */
    public Duration oldestOwed() {
        return outbox.oldestOwed();
    }

    /** Number of jobs in memory, by stage; every stage has one. */
    public Map<Stage, Integer> jobsByStage() {
        return registry.countByStage();
    }

    /** How a line stands. */
    public JobLine.State line(JobLine name) {
        return lines.get(name).state();
    }

    /** Number of jobs that wait for their turn. */
    public int waiting() {
        return lines.all().stream().mapToInt(Line::waiting).sum();
    }

    /** Number of jobs that are received, fetched or packed now. */
    public int underWay() {
        return lines.all().stream().mapToInt(Line::working).sum();
    }

    /** Number of failed jobs whose record the disk has not taken yet. */
    public int lateRecords() {
        return lateRecords.waiting();
    }

    /** Number of decoders that did not stop when they were told to, and were left to themselves. */
    public int abandonedDecoders() {
        return packLine.abandoned();
    }

    /** Begins no more attempts to tell Manager: to be called before the server cannot be reached any more. */
    public void hold() {
        outbox.hold();
    }

    /**
     * Takes no more jobs, and waits for what is under way: uploads, fetches, packing. What waits in line to be received or fetched
     * is not begun any more; its record says where the next start goes on. After this, uploads that break off fail as
     * interrupted.
     *
     * @return whether everything ended in time
     */
    public boolean drain(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        lines.uploads().close();
        lines.fetches().close();
        boolean idle = true;
        for (Line line : lines.all()) {
            long left = Math.max(0, deadline - System.nanoTime());
            idle &= line.awaitIdle(Duration.ofNanos(left));
        }
        uploads.cut();
        // Uploads that come in whole from now on are left for the next start.
        lines.packing().close();
        return idle;
    }

    /** Interrupts fetches and packing, and stops calling Manager; records say where the next start goes on. */
    @Override
    public void close() {
        recovery.close();
        lateNews.shutdownNow();
        sweeper.close();
        fetches.close();
        packLine.close();
        lateRecords.close();
        retryRequests.close();
        outbox.close();
    }
}
