/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to one service that the operator configured. It answers what the service answered and nothing else: it follows
 * no redirects, keeps no cookies, answers no authentication challenges and decodes no compression. Connections, waiting
 * requests and threads are bounded; no thread is held by a request under way. Starts with the first request. Thread safe.
 */
public final class ServiceClient implements AutoCloseable {
    private static final int MAX_THREADS = 8;
    private static final int MAX_HEADER_BYTES = 32 * 1024;
    /** Shorter than what common servers grant, so that a request seldom meets a connection that is just being closed. */
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(4);

    private final String name;
    private final Duration timeout;
    private final int maxConnections;
    private final int maxWaiting;
    private final boolean keepAlive;
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private @Nullable HttpClient client;
    private boolean closed;

    /**
     * Makes a client; no thread or connection yet.
     *
     * @param name prefix of its threads' names
     * @param timeout for a whole exchange, waiting for a connection and connecting included
     * @param maxConnections how many exchanges run at once
     * @param maxWaiting how many more wait for a connection; beyond, requests fail at once
     * @param keepAlive whether connections are used again. Then a request that was lost on its connection before any
     *     byte of an answer came is sent once more, so only for requests that may reach the service twice.
     */
    public ServiceClient(String name, Duration timeout, int maxConnections, int maxWaiting, boolean keepAlive) {
        this.name = name;
        this.timeout = timeout;
        this.maxConnections = maxConnections;
        this.maxWaiting = maxWaiting;
        this.keepAlive = keepAlive;
    }

    /**
     * Posts. The result fails with what went wrong when there is no whole answer within the timeout, and completes on one
     * of the client's few threads: continue asynchronously where the next step may block. Cancelling it ends the exchange.
     *
     * @param headers besides content type and length; values must be free of control characters
     * @param maxAnswerBytes how much of the answer's body to take
     */
    public CompletableFuture<ServiceAnswer> post(
            URI target, Map<String, String> headers, byte[] json, int maxAnswerBytes) {
        Exchange exchange = new Exchange(target, Map.copyOf(headers), json, maxAnswerBytes);
        underWay.add(exchange);
        var unused = exchange.answer.whenComplete((answer, failure) -> exchange.ended());
        exchange.send();
        return exchange.answer;
    }

    /** How many requests are under way or wait for a connection. */
    int underWay() {
        return underWay.size();
    }

    /** Cancels every request that is under way now or waits for a connection. */
    void cancelAll() {
        for (Exchange exchange : underWay) {
            exchange.answer.cancel(false);
        }
    }

    private synchronized HttpClient started() throws IOException {
        if (closed) {
            throw new IOException("The client is closed");
        }
        if (client == null) {
            HttpClient starting = configured();
            try {
                starting.start();
            } catch (Exception failure) {
                LifeCycle.stop(starting);
                throw new IOException("The HTTP client does not start", failure);
            }
            starting.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
            starting.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
            starting.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
            starting.getContentDecoderFactories().clear();
            client = starting;
        }
        return client;
    }

    private HttpClient configured() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1);
        threads.setName(name);
        threads.setDaemon(true);
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(connector));
        http.setName(name);
        http.setExecutor(threads);
        http.setFollowRedirects(false);
        http.setHttpCookieStore(new HttpCookieStore.Empty());
        http.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "open-workshop-storage"));
        http.setConnectTimeout(timeout.toMillis());
        http.setAddressResolutionTimeout(timeout.toMillis());
        http.setIdleTimeout(IDLE_CONNECTION.toMillis());
        http.setMaxConnectionsPerDestination(maxConnections);
        http.setMaxRequestsQueuedPerDestination(maxWaiting);
        http.setMaxRequestHeadersSize(MAX_HEADER_BYTES);
        http.setMaxResponseHeadersSize(MAX_HEADER_BYTES);
        return http;
    }

    /** Ends the exchanges under way, which fail, and the client's threads. */
    @Override
    public void close() {
        HttpClient stopping;
        synchronized (this) {
            closed = true;
            stopping = client;
            client = null;
        }
        if (stopping != null) {
            LifeCycle.stop(stopping);
        }
        for (Exchange exchange : underWay) {
            exchange.answer.completeExceptionally(new IOException("The client is closed"));
        }
    }

    /** One request until its answer, over a second connection when the first was lost. */
    private final class Exchange {
        private final CompletableFuture<ServiceAnswer> answer = new CompletableFuture<>();
        private final long deadline = System.nanoTime() + timeout.toNanos();
        private final URI target;
        private final Map<String, String> headers;
        private final byte[] json;
        private final int maxAnswerBytes;
        private boolean repeated = !keepAlive;
        private volatile @Nullable Request request;

        Exchange(URI target, Map<String, String> headers, byte[] json, int maxAnswerBytes) {
            this.target = target;
            this.headers = headers;
            this.json = json;
            this.maxAnswerBytes = maxAnswerBytes;
        }

        void send() {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                answer.completeExceptionally(new TimeoutException("No answer within " + timeout));
                return;
            }
            try {
                Request next = prepare(started(), left);
                request = next;
                next.send(listener());
            } catch (IOException | RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        }

        private Request prepare(HttpClient http, long timeoutMillis) {
            return http.newRequest(target)
                    .method(HttpMethod.POST)
                    .headers(fields -> {
                        headers.forEach(fields::put);
                        if (!keepAlive) {
                            fields.put(HttpHeader.CONNECTION, "close");
                        }
                    })
                    .body(new BytesRequestContent("application/json", json))
                    .idleTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                    .timeout(timeoutMillis, TimeUnit.MILLISECONDS);
        }

        private AnswerListener listener() {
            return new AnswerListener(maxAnswerBytes) {
                @Override
                void answered(ServiceAnswer whole) {
                    answer.complete(whole);
                }

                @Override
                void failed(Throwable failure, boolean begun) {
                    boolean wanted = !answer.isDone();
                    if (wanted && !repeated && !begun && isLostConnection(failure)) {
                        repeated = true;
                        send();
                    } else {
                        answer.completeExceptionally(failure);
                    }
                }
            };
        }

        void ended() {
            underWay.remove(this);
            Request last = request;
            if (answer.isCancelled() && last != null) {
                var unused = last.abort(new IOException("No longer wanted"));
            }
        }
    }

    /** A kept connection that the service closes while the next request is on its way looks like this. */
    private static boolean isLostConnection(Throwable failure) {
        return failure instanceof IOException
                && !(failure instanceof ConnectException)
                && !(failure instanceof SocketTimeoutException)
                && !(failure instanceof UnknownHostException)
                && !(failure instanceof SSLException);
    }
}
