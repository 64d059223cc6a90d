/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.trace.TraceContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the fetching of URLs, a bounded number at a time; the rest wait in a bounded line. A fetched file is packed when its turn
 * comes; while the line of that is full, a fetched job keeps its place here, so that no heap of files piles up. Owns its threads.
 * Thread-safe.
 */
public final class Fetches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fetches.class);
    private static final long STOP_SECONDS = 5;

    private final JobRegistry registry;
    private final FetchStep fetchStep;
    private final PackStep packStep;
    private final Endings endings;
    private final Line line;
    private final ExecutorService workers;

    Fetches(JobRegistry registry, FetchStep fetchStep, PackStep packStep, Endings endings, Line line) {
        this.registry = registry;
        this.fetchStep = fetchStep;
        this.packStep = packStep;
        this.endings = endings;
        this.line = line;
        AtomicInteger number = new AtomicInteger();
        this.workers = Executors.newCachedThreadPool(task -> new Thread(task, "fetch-job-" + number.incrementAndGet()));
    }

    /**
     * What is fetched.
     *
     * @param fileName the name Manager wants for the source, null to take the origin's
     * @param caller the request that asks for it, for a trace; null when nobody follows it
     */
    public record Source(
            URI url, @Nullable String fileName, @Nullable TraceContext caller) {}

    /**
     * Starts a job unless it was started already; a failed one is started afresh.
     *
     * @return {@code started}, or the present stage of a job that was started before
     * @throws StoppingException when the server stops; nothing was started
     * @throws IOException when the job's record cannot be written
     */
    public String start(TransferOrder order, Source source)
            throws StoppingException, IOException, InterruptedException {
        Optional<Job> claimed = registry.claim(order.jobId());
        if (claimed.isEmpty()) {
            return registry.find(order.jobId())
                    .map(job -> job.record().stage())
                    .orElse(Stage.PENDING)
                    .wireName();
        }
        Job job = claimed.get();
        boolean handedOn = false;
        try {
            if (job.record().stage() == Stage.PACKED) {
                return Stage.PACKED.wireName();
            }
            if (line.isClosed()) {
                throw new StoppingException();
            }
            JobRecord first = fetchStep.firstRecord(order, source, job.now());
            Attempt attempt = new Attempt(job, order, new TransferOrder.Received(0, null));
            try {
                job.restart(first, Stage.PENDING, null);
                job.cancellation().open();
            } catch (IOException e) {
                handedOn = true;
                var unused = endings.refused(
                        attempt,
                        first,
                        TransferException.ofFault(
                                FailureReason.DOWNLOAD_EXCEPTION, "the job could not be recorded", e));
                throw e;
            }
            handedOn = true;
            return lineUp(attempt);
        } finally {
            if (!handedOn) {
                job.release();
            }
        }
    }

    private String lineUp(Attempt attempt) {
        try {
            Optional<Line.Ticket> place = line.join(attempt.job().topic());
            if (place.isEmpty()) {
                TransferException busy = new TransferException(FailureReason.BUSY, "the queue of fetches is full");
                var unused = endings.failed(attempt, busy);
                return Stage.ERROR.wireName();
            }
            follow(attempt, place.get());
        } catch (StoppingException e) {
            // Its record is there: the next start begins it.
            attempt.job().release();
        }
        return "started";
    }

    /** Goes on with a job that was waiting or being fetched when the server stopped. Its claim goes along. */
    void resume(Attempt attempt) throws StoppingException {
        attempt.job().resume(Stage.PENDING);
        attempt.job().cancellation().open();
        follow(attempt, line.joinAnyway(attempt.job().topic()));
    }

    private void follow(Attempt attempt, Line.Ticket ticket) {
        attempt.job().cancellation().through(() -> ticket.turnAway(cancelled()));
        var unused = ticket.turn().whenComplete((turn, closed) -> {
            try {
                if (closed == null) {
                    workers.execute(() -> run(attempt, ticket));
                    return;
                }
                if (closed instanceof TransferException cancelled) {
                    var unusedToo = endings.failed(attempt, cancelled);
                    return;
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.warn(
                        "Fetch cannot be begun, it is left for the next start job={}",
                        attempt.job().id(),
                        e);
            }
            attempt.job().release();
            ticket.close();
        });
    }

    private static TransferException cancelled() {
        return Cancellation.failure(FailureReason.DOWNLOAD_INTERRUPTED);
    }

    private void run(Attempt attempt, Line.Ticket ticket) {
        boolean placeIsKept = false;
        AtWork.on(attempt.job().id());
        Thread worker = Thread.currentThread();
        attempt.job().cancellation().through(worker::interrupt);
        try {
            FetchStep.Fetched fetched = fetchStep.run(attempt);
            boolean full = packStep.isFull();
            PackStep.Running packing = packStep.begin(fetched.attempt(), fetched.source(), fetched.sha256(), null);
            if (full) {
                placeIsKept = true;
                var unused = packing.begun().whenComplete((begun, never) -> ticket.close());
            }
        } catch (FetchStep.FailedException e) {
            var unused = endings.failed(e.attempt(), e.failure());
        } catch (InterruptedException e) {
            LOG.info("Fetch is left for the next start job={}", attempt.job().id());
            attempt.job().release();
        } finally {
            AtWork.end();
            if (!placeIsKept) {
                ticket.close();
            }
        }
    }

    /** Interrupts what is under way, which is left for the next start, and waits a little for it to end. */
    @Override
    public void close() {
        line.close();
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Fetches do not stop and are left to the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
