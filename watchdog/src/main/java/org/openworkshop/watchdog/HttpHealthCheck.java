/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.net.URL;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a URL by GET, on a new connection each time. Status 200 to 399 is healthy, redirects are not followed.
 *
 * <p>The time limit covers the whole request. A socket's own only limits each single read, which a server that sends a byte now and
 * then never exceeds, and no name lookup; so the request runs in a thread of its own. For one caller at a time.
 */
final class HttpHealthCheck implements HealthCheck {
    private final HealthRequest.Source requests;
    private final Duration timeout;
    private @Nullable Running overdue;

    HttpHealthCheck(URL url, Duration timeout) {
        this(() -> new SocketRequest(url, timeout), timeout);
    }

    HttpHealthCheck(HealthRequest.Source requests, Duration timeout) {
        this.requests = requests;
        this.timeout = timeout;
    }

    @Override
    public CheckResult check() throws InterruptedException {
        if (overdue != null) {
            // At most one request is ever left behind, however long a name lookup hangs.
            if (!overdue.abandon(timeout)) {
                return CheckResult.failed(CheckError.PREVIOUS_CHECK_STUCK);
            }
            overdue = null;
        }
        Running running = Running.start(requests.next());
        try {
            return CheckResult.ofStatus(running.task.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            running.request.cut();
            overdue = running;
            return CheckResult.failed(CheckError.TIMEOUT);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // the watchdog is ill, not the service
            }
            return CheckResult.failed(
                    e.getCause() instanceof CheckException known ? known.error() : CheckError.NOT_CHECKED);
        }
    }

    /** One request and the thread that waits for it. */
    private record Running(HealthRequest request, FutureTask<Integer> task, Thread thread) {
        static Running start(HealthRequest request) {
            FutureTask<Integer> task = new FutureTask<>(request::ask);
            Thread thread = new Thread(task, "health-check");
            thread.setDaemon(true);
            thread.start();
            return new Running(request, task, thread);
        }

        /** False when the thread still hangs. */
        boolean abandon(Duration patience) throws InterruptedException {
            request.cut();
            thread.join(Math.max(1, patience.toMillis()));
            return !thread.isAlive();
        }
    }
}
