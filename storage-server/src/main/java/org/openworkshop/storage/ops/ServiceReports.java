/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service manager (systemd, {@code Type=notify}) hears of the server:
 *
 * <pre>
 *   port open      READY=1, STATUS
 *   while it runs  STATUS when it has changed, and with WatchdogSec= WATCHDOG=1 as long as /healthz would answer 200
 *   stop begins    STOPPING=1, STATUS, EXTEND_TIMEOUT_USEC, which covers the grace whatever the unit says
 * </pre>
 *
 * Owns its thread. Thread-safe.
 */
public final class ServiceReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceReports.class);

    /** The longest time between two looks; a manager that waits for less than four of these is told more often. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final int LOOKS_PER_LIMIT = 4;

    /** Beyond what a look takes before it counts as one that hangs. */
    private static final long LOOK_SECONDS = 10;

    private static final long LAST_MESSAGE_SECONDS = 2;

    private final NotifySocket socket;
    private final Duration interval;
    private final boolean feeds;
    private final HealthWatch health;
    private final String address;
    private final ScheduledThreadPoolExecutor thread;
    private final Duration longestStop;
    private String told = "";

    /**
     * What is reported on.
     *
     * @param address where the server listens, for people
     * @param longestStop what a stop may take
     */
    public record Subject(HealthWatch health, String address, Duration longestStop) {}

    private ServiceReports(NotifySocket socket, Duration interval, boolean feeds, Subject subject) {
        this.socket = socket;
        this.interval = interval;
        this.feeds = feeds;
        this.health = subject.health();
        this.address = subject.address();
        this.longestStop = subject.longestStop();
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "service-reports");
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Says that the server is ready, and begins to report; empty when no service manager asks for it.
     *
     * @param environment what the manager tells: {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC}, {@code WATCHDOG_PID}
     */
    public static Optional<ServiceReports> begin(Map<String, String> environment, Subject subject) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> limit =
                watchdogLimit(environment, ProcessHandle.current().pid());
        Duration interval = limit.map(ServiceReports::interval).orElse(INTERVAL);
        ServiceReports reports = new ServiceReports(new NotifySocket(socket), interval, limit.isPresent(), subject);
        reports.start();
        return Optional.of(reports);
    }

    /** The time without a sign of life after which the manager ends this process; empty when it does not. */
    static Optional<Duration> watchdogLimit(Map<String, String> environment, long pid) {
        String limit = environment.getOrDefault("WATCHDOG_USEC", "");
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        if (limit.isEmpty() || (!whose.isEmpty() && !whose.equals(Long.toString(pid)))) {
            return Optional.empty();
        }
        try {
            long micros = Long.parseLong(limit);
            return micros > 0 ? Optional.of(Duration.of(micros, ChronoUnit.MICROS)) : Optional.empty();
        } catch (NumberFormatException e) {
            LOG.warn("The service manager's watchdog is not fed: WATCHDOG_USEC is no number value={}", limit);
            return Optional.empty();
        }
    }

    static Duration interval(Duration limit) {
        Duration part = limit.dividedBy(LOOKS_PER_LIMIT);
        return part.compareTo(INTERVAL) < 0 ? part : INTERVAL;
    }

    private void start() {
        thread.execute(() -> tell(List.of("READY=1"), "Listens at " + address));
        var unused =
                thread.scheduleWithFixedDelay(this::look, 0, Math.max(1, interval.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Health.Report report = health.report().get(LOOK_SECONDS, TimeUnit.SECONDS);
            boolean alive = feeds && report.healthy();
            tell(alive ? List.of("WATCHDOG=1") : List.of(), status(address, report));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            // Not fed, then; but the next look takes place.
            LOG.warn("The server's health is not known reason={}", e.toString());
        }
    }

    private void tell(List<String> assignments, String status) {
        List<String> message = new ArrayList<>(assignments);
        if (!status.equals(told)) {
            message.add("STATUS=" + status);
            told = status;
        }
        if (!message.isEmpty()) {
            socket.send(message);
        }
    }

    /** One line for {@code systemctl status}. */
    static String status(String address, Health.Report report) {
        if (report.healthy()) {
            return "Healthy at %s, jobs under way: %s, waiting: %s, callbacks owed: %s"
                    .formatted(
                            address,
                            report.details().getOrDefault("jobs_under_way", "?"),
                            report.details().getOrDefault("jobs_waiting", "?"),
                            report.details().getOrDefault("callbacks_owed", "?"));
        }
        String wrong = report.checks().entrySet().stream()
                .filter(check -> !check.getValue().equals(HealthCheck.State.OK.text()))
                .map(check -> check.getKey() + ": " + check.getValue())
                .collect(Collectors.joining("; "));
        return "Unhealthy (%s) at %s: %s".formatted(report.status(), address, wrong);
    }

    /** Says that the server stops, and nothing more after that. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            var unused = thread.awaitTermination(LAST_MESSAGE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.send(List.of(
                "STOPPING=1",
                "EXTEND_TIMEOUT_USEC=" + TimeUnit.SECONDS.toMicros(longestStop.toSeconds()),
                "STATUS=Stops, at the latest in " + longestStop.toSeconds() + " s"));
    }
}
