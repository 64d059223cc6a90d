/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a URL by GET, directly and on a new connection each time: a proxy's or a pooled connection's answer says
 * nothing about whether the service still accepts. Status 200 to 399 is healthy, redirects are not followed.
 *
 * <p>The time limit covers the whole request. {@link HttpURLConnection} only limits each single read, which a server
 * that sends a byte now and then never exceeds, and no name lookup; so the request runs in a thread of its own. For
 * one caller at a time.
 */
final class HttpHealthCheck implements HealthCheck {
    /** Who sends more than this is alive; the rest of the body is not waited for. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    static {
        // The JDK's pool would drain a stalled body for seconds before it lets go of the connection. There is no
        // switch per connection, and nothing else in this process uses HTTP.
        System.setProperty("http.keepAlive", "false");
    }

    private final URL url;
    private final Duration timeout;
    private @Nullable Request overdue;

    HttpHealthCheck(URL url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
    }

    @Override
    public CheckResult check() throws InterruptedException {
        if (overdue != null) {
            // At most one request is ever left behind, however long a name lookup hangs.
            if (!overdue.abandon(timeout)) {
                return CheckResult.failed("previous_check_stuck");
            }
            overdue = null;
        }
        Request request;
        try {
            request = Request.start(url, timeout);
        } catch (IOException | RuntimeException e) {
            return CheckResult.failed(reason(e));
        }
        return outcome(request);
    }

    private CheckResult outcome(Request request) throws InterruptedException {
        try {
            return request.task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            request.cut();
            overdue = request;
            return CheckResult.failed("timeout");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // the watchdog is ill, not the service
            }
            return CheckResult.failed(reason(e.getCause()));
        }
    }

    /** A word for the log. Messages of exceptions are left out, they may quote the address with its secrets. */
    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof SocketTimeoutException) {
            return "timeout";
        }
        if (cause instanceof ConnectException) {
            return "connection_refused";
        }
        return cause == null ? "unknown" : cause.getClass().getSimpleName();
    }

    /** One request and the thread that waits for it. */
    private record Request(HttpURLConnection connection, FutureTask<CheckResult> task, Thread thread) {
        static Request start(URL url, Duration timeout) throws IOException {
            HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
            // Zero would mean "for ever", hence at least one millisecond.
            int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("User-Agent", "open-workshop-watchdog");
            String credentials = url.getUserInfo();
            if (credentials != null) {
                connection.setRequestProperty("Authorization", basic(credentials));
            }
            FutureTask<CheckResult> task = new FutureTask<>(() -> ask(connection));
            return new Request(connection, task, startDaemon(task, "health-check"));
        }

        /** Closes the connection without waiting: {@code disconnect} may block as long as the read it is to end. */
        void cut() {
            startDaemon(connection::disconnect, "health-check-cut");
        }

        /** Cuts the connection once more, it may not have existed the first time; false when the thread still hangs. */
        boolean abandon(Duration patience) throws InterruptedException {
            cut();
            thread.join(Math.max(1, patience.toMillis()));
            return !thread.isAlive();
        }

        private static Thread startDaemon(Runnable work, String name) {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        private static CheckResult ask(HttpURLConnection connection) throws IOException {
            try {
                int status = connection.getResponseCode();
                if (status == -1) {
                    return CheckResult.failed("no_http_answer");
                }
                CheckResult result = CheckResult.ofStatus(status);
                if (result.healthy()) {
                    readBody(connection);
                }
                return result;
            } finally {
                connection.disconnect();
            }
        }

        /** A body that stalls is a failure like a status line that never comes. */
        private static void readBody(HttpURLConnection connection) throws IOException {
            try (InputStream body = connection.getInputStream()) {
                body.readNBytes(MAX_BODY_BYTES);
            }
        }

        /** RFC 7617; the plus sign is kept, in user info it does not stand for a space. */
        private static String basic(String credentials) {
            String plain = URLDecoder.decode(credentials.replace("+", "%2B"), StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        }
    }
}
