/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The watchdog's loop: check, decide, pause. Confined to the thread that calls {@link #run()}.
 *
 * <pre>
 *            failing check                    failing long enough
 *  healthy ----------------> failing, counting ------------------> restart
 *     ^                        |         ^                            |
 *     +----- healthy check ----+         +------ count from zero -----+
 * </pre>
 *
 * <p>Long enough is said by {@link BackOff}; a healthy check makes it begin again.
 */
final class WatchLoop {
    private final Timing timing;
    private final BackOff backOff;
    private final HealthCheck check;
    private final Restart restart;
    private final Ticker ticker;
    private final EventLog log;

    private boolean everHealthy;
    private @Nullable Outage outage;

    WatchLoop(Timing timing, HealthCheck check, Restart restart, Ticker ticker, EventLog log) {
        this.timing = timing;
        this.backOff = new BackOff(timing.restartAfter());
        this.check = check;
        this.restart = restart;
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
            return timing.checkInterval();
        }
        Outage current = noteFailing(result, now);
        if (current.counted(now).compareTo(backOff.after(current.restarts)) >= 0) {
            int restarts = current.restarts + 1;
            restart.run(new Failure(result, current.lasted(now), restarts, backOff.after(restarts)));
            current = new Outage(current.since, ticker.nanoTime(), restarts);
            outage = current;
        }
        // The restart is due at its time, not up to one interval later.
        Duration untilRestart = backOff.after(current.restarts).minus(current.counted(ticker.nanoTime()));
        return longer(Duration.ofMillis(1), shorter(timing.checkInterval(), untilRestart));
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
            current = new Outage(now, now, 0);
            outage = current;
            log.event(
                    "The service is failing.",
                    result.detail(),
                    "restart_in_seconds=" + Settings.seconds(timing.restartAfter()));
        }
        return current;
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
     * @param countedFrom when it began or the last restart ended
     * @param restarts how many there were since it began
     */
    private record Outage(long since, long countedFrom, int restarts) {
        Duration lasted(long now) {
            return Duration.ofNanos(now - since);
        }

        Duration counted(long now) {
            return Duration.ofNanos(now - countedFrom);
        }
    }
}
