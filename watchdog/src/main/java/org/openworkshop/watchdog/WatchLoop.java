/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The watchdog's loop: check, decide, pause. Confined to the thread that calls {@link #run()}.
 *
 * <pre>
 *            failing check                    failing for restartAfter
 *  healthy ----------------> failing, counting -----------------------> restart command
 *     ^                        |         ^                                    |
 *     +----- healthy check ----+         +---------- count from zero ---------+
 * </pre>
 */
final class WatchLoop {
    private final Settings settings;
    private final HealthCheck check;
    private final RestartCommand command;
    private final Ticker ticker;
    private final EventLog log;

    private boolean everHealthy;
    private @Nullable Outage outage;

    WatchLoop(Settings settings, HealthCheck check, RestartCommand command, Ticker ticker, EventLog log) {
        this.settings = settings;
        this.check = check;
        this.command = command;
        this.ticker = ticker;
        this.log = log;
    }

    /** Watches until the thread is interrupted, which is how it is told to stop. */
    void run() throws InterruptedException {
        while (true) {
            ticker.sleep(step());
        }
    }

    /** Checks once, does what follows from it, and returns the pause before the next check. */
    private Duration step() throws InterruptedException {
        CheckResult result = check.check();
        long now = ticker.nanoTime();
        if (result.healthy()) {
            noteHealthy(result, now);
            return settings.checkInterval();
        }
        Outage current = noteFailing(result, now);
        if (current.counted(now).compareTo(settings.restartAfter()) >= 0) {
            restart(result, current.lasted(now));
            current = new Outage(current.since, ticker.nanoTime());
            outage = current;
        }
        // The restart is due at its time, not up to one interval later.
        Duration untilRestart = settings.restartAfter().minus(current.counted(ticker.nanoTime()));
        return longer(Duration.ofMillis(1), shorter(settings.checkInterval(), untilRestart));
    }

    private void noteHealthy(CheckResult result, long now) {
        Outage ended = outage;
        if (ended != null) {
            log.event(
                    "The service is healthy again.",
                    result.detail(),
                    "failing_seconds=" + Settings.seconds(ended.lasted(now)));
        } else if (!everHealthy) {
            log.event("The service is healthy.", result.detail());
        }
        everHealthy = true;
        outage = null;
    }

    private Outage noteFailing(CheckResult result, long now) {
        Outage current = outage;
        if (current == null) {
            current = new Outage(now, now);
            outage = current;
            log.event(
                    "The service is failing.",
                    result.detail(),
                    "restart_in_seconds=" + Settings.seconds(settings.restartAfter()));
        }
        return current;
    }

    private void restart(CheckResult result, Duration failing) throws InterruptedException {
        log.event("Running the restart command.", result.detail(), "failing_seconds=" + Settings.seconds(failing));
        long start = ticker.nanoTime();
        try {
            int exitCode = command.run();
            log.event("The restart command ended.", "exit_code=" + exitCode, took(start));
        } catch (TimeoutException e) {
            log.event("The restart command did not end and was killed.", took(start));
        } catch (IOException e) {
            log.event(
                    "The restart command could not be started.",
                    "error=" + e.getClass().getSimpleName());
        }
    }

    private String took(long start) {
        return "took_seconds=" + Settings.seconds(Duration.ofNanos(ticker.nanoTime() - start));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /**
     * A time without a single healthy check.
     *
     * @param since when it began, in ticker nanoseconds
     * @param countedFrom when it began or the last restart command ended
     */
    private record Outage(long since, long countedFrom) {
        Duration lasted(long now) {
            return Duration.ofNanos(now - since);
        }

        Duration counted(long now) {
            return Duration.ofNanos(now - countedFrom);
        }
    }
}
