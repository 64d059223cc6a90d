/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.fetch.FetchException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client that brings a stranger's URL to disk without letting it reach what is not public.
 *
 * <ul>
 *   <li>http and https over HTTP/1.1, on any port; no proxies, whatever the environment says, and no cookies.
 *   <li>Names are resolved once per connection; loopback, private and other non-public addresses are left out unless
 *       {@code transfer.download_allow_hosts} names the host, and the client connects to what is left and nothing else.
 *       TLS names are checked against the host.
 *   <li>At most 5 redirects (301, 302, 303, 307, 308), each checked like the URL itself. From https to http is allowed:
 *       such mirrors exist, and what is fetched is a stranger's file either way.
 *   <li>Credentials in the URL are sent as Basic authentication (RFC 7617) to its own scheme, host and port only.
 *   <li>A broken try is followed by up to {@code transfer.download_retries} more, after growing pauses, or longer ones
 *       of at most 8 s that the origin asks for. A try resumes with {@code Range} and {@code If-Range} (RFC 9110 section
 *       14) where the origin gave a strong validator, else it starts from zero. A status other than 200 and 206 as the
 *       first answer is final; once the file has begun, 408, 429 and 5xx count as broken tries.
 *   <li>The same way a fetch goes on with the file of an earlier one, see {@link ResumePoint}.
 *   <li>All of one fetch ends within {@code transfer.download_total_timeout_seconds}.
 * </ul>
 *
 * <p>Memory per fetch is bounded: some 64 KiB buffers and 32 KiB of headers. Thread-safe; fetches run side by side, each
 * on its caller's thread.
 */
public final class UrlFetcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UrlFetcher.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final FetchClient client;
    private final int retries;
    private final Duration total;
    private final Sleeper sleeper;
    private final LongSupplier nanoTime;

    /** A fetcher on the platform's name resolution. */
    public UrlFetcher(TransferConfig config) {
        this(config, HostResolver.system());
    }

    /** A fetcher on a name resolution of its own; what it answers is guarded all the same. */
    public UrlFetcher(TransferConfig config, HostResolver resolver) {
        this(
                config,
                resolver,
                new SslContextFactory.Client(),
                pause -> Thread.sleep(pause.toMillis()),
                System::nanoTime);
    }

    UrlFetcher(
            TransferConfig config,
            HostResolver resolver,
            SslContextFactory.Client tls,
            Sleeper sleeper,
            LongSupplier nanoTime) {
        TransferConfig.Timeouts timeouts = config.timeouts();
        GuardedResolver guarded = new GuardedResolver(
                resolver,
                new AllowedHosts(config.downloadAllowHosts()),
                timeouts.downloadConnect(),
                config.downloadConcurrency());
        this.client = new FetchClient(guarded, tls, timeouts.downloadConnect(), timeouts.downloadIdle());
        this.retries = config.downloadRetries();
        this.total = timeouts.downloadTotal();
        this.sleeper = sleeper;
        this.nanoTime = nanoTime;
    }

    /**
     * Fetches a URL into a file, blocking until it is whole and forced to disk (its folder's entry is the caller's to
     * force), or goes on with what an earlier fetch left there.
     *
     * <p>On FetchException and IOException no file is left. On InterruptedException the file stays, forced to disk and
     * with a last {@link FetchListener#checkpoint}, when a later fetch can go on with it; else none is left. A fetch that
     * does not begin (invalid URL, thread interrupted before) leaves what is at the target.
     *
     * @throws FetchException for whatever the network or the origin did
     * @throws IOException if the local file can't be written, if something else than a regular file is at the target
     *     (which stays), or what the listener threw
     * @throws InterruptedException if the calling thread is interrupted, at once; its connection is closed
     */
    public FetchResult fetch(FetchRequest request, FetchListener listener)
            throws FetchException, IOException, InterruptedException {
        Deadline deadline = Deadline.in(total, nanoTime);
        if (Thread.interrupted()) {
            throw new InterruptedException("fetch was interrupted");
        }
        Hop start;
        try {
            start = Hop.first(request.url());
        } catch (InvalidUrlException e) {
            throw new FetchException(Reason.FAILED, "invalid URL", e);
        }
        try (PartialFile file = PartialFile.open(request.target())) {
            TrackedFile tracked = new TrackedFile(file, listener, nanoTime);
            try {
                begin(tracked, file, request.resume());
                attemptAll(new Download(client, start, tracked, request.maxBytes(), deadline), start, deadline);
                return tracked.complete();
            } catch (InterruptedException | ClosedByInterruptException e) {
                throw suspended(tracked, e);
            }
        }
    }

    private static void begin(TrackedFile tracked, PartialFile file, @Nullable ResumePoint resume) throws IOException {
        if (resume == null) {
            file.restart();
        } else {
            tracked.adopt(resume);
        }
    }

    private void attemptAll(Download download, Hop start, Deadline deadline)
            throws FetchException, IOException, InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int tries = 0; ; tries++) {
            try {
                download.attempt();
                return;
            } catch (BrokenTryException e) {
                // Interrupting a thread that is inside a socket call breaks the socket instead of the wait.
                if (Thread.interrupted()) {
                    throw interrupted(e);
                }
                if (deadline.isPast()) {
                    throw deadline.exceeded(e);
                }
                if (tries >= retries || client.isClosed()) {
                    throw e.outcome();
                }
                LOG.info("Fetch broke off, trying again origin={} try={} reason={}", start, tries + 1, e.getMessage());
                Duration asked = shorter(e.retryAfter(), LONGEST_PAUSE);
                Duration wait = pause.compareTo(asked) < 0 ? asked : pause;
                if (wait.compareTo(deadline.remaining()) >= 0) {
                    throw deadline.exceeded(e);
                }
                sleeper.sleep(wait);
            }
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static InterruptedException suspended(TrackedFile file, Exception cause) {
        // The exception carries it from here, as with all blocking calls; the disk must not meet it again.
        Thread.interrupted();
        InterruptedException interrupted = interrupted(cause);
        try {
            file.suspend();
        } catch (IOException e) {
            // What was told before still holds.
            interrupted.addSuppressed(e);
            Thread.interrupted();
        }
        return interrupted;
    }

    private static InterruptedException interrupted(Exception cause) {
        InterruptedException interrupted = new InterruptedException("fetch was interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Ends fetches under way with a {@link FetchException} and stops the threads; waits for them. */
    @Override
    public void close() {
        client.close();
    }
}
