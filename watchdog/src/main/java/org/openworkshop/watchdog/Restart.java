/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a service that failed for long enough: a thread dump while it is still there, the restart command,
 * and telling somebody. Each of them may fail without an effect on the others.
 */
final class Restart {
    private final RestartCommand command;
    private final ThreadDump dump;
    private final Hook hook;
    private final Ticker ticker;
    private final EventLog log;

    Restart(RestartCommand command, ThreadDump dump, Hook hook, Ticker ticker, EventLog log) {
        this.command = command;
        this.dump = dump;
        this.hook = hook;
        this.ticker = ticker;
        this.log = log;
    }

    /** Does all of it; blocks for the bounded times of the dump and the command. */
    void run(Failure decided) throws InterruptedException {
        long start = ticker.nanoTime();
        @Nullable Path file = dump.take();
        if (Thread.interrupted()) {
            throw new InterruptedException("told to stop during the dump");
        }
        Failure failure = decided.after(Duration.ofNanos(ticker.nanoTime() - start));
        log.event(
                "Running the restart command.",
                failure.finding().detail(),
                "failing_seconds=" + Settings.seconds(failure.lasted()),
                "restart=" + failure.restart());
        RestartOutcome outcome = runCommand("next_restart_in_seconds=" + Settings.seconds(failure.untilNext()));
        hook.tell(new RestartReport(failure, outcome, file));
    }

    private RestartOutcome runCommand(String next) throws InterruptedException {
        long start = ticker.nanoTime();
        try {
            int exitCode = command.run();
            log.event("The restart command ended.", "exit_code=" + exitCode, took(start), next);
            return RestartOutcome.ended(exitCode);
        } catch (TimeoutException e) {
            log.event("The restart command did not end and was killed.", took(start), next);
            return RestartOutcome.killed();
        } catch (IOException e) {
            log.event(
                    "The restart command could not be started.",
                    "error=" + e.getClass().getSimpleName(),
                    next);
            return RestartOutcome.notStarted();
        }
    }

    private String took(long start) {
        return "took_seconds=" + Settings.seconds(Duration.ofNanos(ticker.nanoTime() - start));
    }
}
