/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fetch.FetchException.Reason;

/**
 * The HTTP/1.1 client behind all fetches, with everything off that acts on its own: no redirects, cookies, proxies,
 * authentication or decoding.
 *
 * <p>Every request has a connection of its own, closed with its {@link Exchange}: connections are not worth pooling
 * here, and one fetch's failure never touches another's. Threads and TLS trust are set up by the first request, since a
 * server that fetches nothing should not wait for them at start. Thread-safe.
 */
final class FetchClient implements AutoCloseable {
    static final String USER_AGENT = "OpenWorkshopStorage";

    private static final int MAX_THREADS = 16;
    private static final int MAX_RESPONSE_HEADERS = 32 * 1024;
    private static final int MAX_REQUEST_HEADERS = 32 * 1024;
    private static final int BUFFER = 32 * 1024;

    private final GuardedResolver resolver;
    private final SslContextFactory.Client tls;
    private final Duration connectTimeout;
    private final Duration idleTimeout;
    private @Nullable HttpClient client;
    private boolean closed;

    FetchClient(GuardedResolver resolver, SslContextFactory.Client tls, Duration connectTimeout, Duration idleTimeout) {
        this.resolver = resolver;
        this.tls = tls;
        this.connectTimeout = connectTimeout;
        this.idleTimeout = idleTimeout;
    }

    /**
     * Asks for the hop's resource and waits for the head of the answer.
     *
     * @param headers what to send beside the fixed fields
     * @param deadline when to break off, be it before the answer or within its body
     * @return the answer, whatever its status; the caller closes it
     */
    Exchange open(Hop hop, HttpFields headers, Deadline deadline)
            throws BrokenTryException, FetchException, InterruptedException {
        HttpClient http = started();
        deadline.require();
        // Rounded up: 0 would be no limit.
        long left = deadline.remaining().toMillis() + 1;
        Request request = request(http, hop, headers).timeout(left, TimeUnit.MILLISECONDS);
        // The tag makes a destination, and with it a connection, that no other request shares.
        Destination destination = http.resolveDestination(request);
        InputStreamResponseListener listener = new InputStreamResponseListener();
        Exchange exchange = null;
        try {
            request.send(listener);
            Response response = listener.get(Math.min(left, headTimeout().toMillis()), TimeUnit.MILLISECONDS);
            exchange = new Exchange(hop, response, listener, () -> discard(http, request, destination));
            return exchange;
        } catch (ExecutionException e) {
            throw NetworkFailure.sorted(e.getCause() == null ? e : e.getCause(), hop);
        } catch (TimeoutException e) {
            throw NetworkFailure.sorted(e, hop);
        } finally {
            if (exchange == null) {
                discard(http, request, destination);
            }
        }
    }

    /** Whether {@link #close} was called; what fails afterwards needs no other try. */
    synchronized boolean isClosed() {
        return closed;
    }

    private Request request(HttpClient http, Hop hop, HttpFields headers) {
        Request request = http.newRequest(URI.create(hop.scheme() + "://host" + target(hop)))
                .host(hop.host())
                .port(hop.port())
                .tag(new Object())
                .idleTimeout(idleTimeout.toMillis(), TimeUnit.MILLISECONDS);
        return request.headers(fields -> fields.put(HttpHeader.ACCEPT, "*/*")
                .put(HttpHeader.HOST, hop.uri().getRawAuthority())
                // Encoded answers can't be resumed, and their sizes are not those of the file.
                .put(HttpHeader.ACCEPT_ENCODING, "identity")
                .put(HttpHeader.CONNECTION, "close")
                .add(headers));
    }

    private static String target(Hop hop) {
        String query = hop.uri().getRawQuery();
        return hop.uri().getRawPath() + (query == null ? "" : "?" + query);
    }

    /** Idle timeouts don't end an origin that dribbles its head or interim answers for ever; this does. */
    private Duration headTimeout() {
        return connectTimeout.multipliedBy(1 + GuardedResolver.MAX_ADDRESSES).plus(idleTimeout.multipliedBy(2));
    }

    private static void discard(HttpClient http, Request request, Destination destination) {
        // Where it is complete already, there is nothing to abort.
        CompletableFuture<Boolean> unused = request.abort(new CancellationException("no longer wanted"));
        http.removeDestination(destination);
    }

    private synchronized HttpClient started() throws FetchException, InterruptedException {
        if (closed) {
            throw new FetchException(Reason.FAILED, "fetching has ended");
        }
        HttpClient started = client;
        if (started == null) {
            started = start();
            client = started;
        }
        return started;
    }

    private HttpClient start() throws FetchException, InterruptedException {
        HttpClient http = new HttpClient();
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1);
        threads.setName("fetch");
        threads.setDaemon(true);
        http.setExecutor(threads);
        http.setScheduler(new ScheduledExecutorScheduler("fetch-timer", true));
        http.setSslContextFactory(tls);
        http.setSocketAddressResolver(resolver);
        http.setConnectTimeout(connectTimeout.toMillis());
        http.setIdleTimeout(idleTimeout.toMillis());
        http.setFollowRedirects(false);
        http.setHttpCookieStore(new HttpCookieStore.Empty());
        http.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, USER_AGENT));
        http.setMaxResponseHeadersSize(MAX_RESPONSE_HEADERS);
        http.setMaxRequestHeadersSize(MAX_REQUEST_HEADERS);
        http.setResponseBufferSize(BUFFER);
        try {
            http.start();
        } catch (Exception e) {
            boolean interrupted = Thread.interrupted();
            LifeCycle.stop(http);
            if (interrupted) {
                throw new InterruptedException("interrupted while the HTTP client started");
            }
            throw new FetchException(Reason.FAILED, "HTTP client does not start", e);
        }
        // These exist only once started. Interim answers (1xx) keep their handlers.
        List.of("redirect", "www-authenticate", "proxy-authenticate", "upgrade")
                .forEach(http.getProtocolHandlers()::remove);
        http.getContentDecoderFactories().clear();
        return http;
    }

    /** Ends all exchanges and the threads; waits for the threads. */
    @Override
    public void close() {
        HttpClient started;
        synchronized (this) {
            closed = true;
            started = client;
            client = null;
        }
        resolver.close();
        if (started != null) {
            LifeCycle.stop(started);
        }
    }
}
