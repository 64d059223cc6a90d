/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Command line of the watchdog. Exit codes: 0 after SIGTERM, 2 for settings that cannot be used; Ctrl-C ends it as it
 * ends any Java program, with 130.
 */
public final class Main {
    private static final int BAD_SETTINGS = 2;

    /** Long enough for a service manager's own stop and start limits; a command that hangs must not end the watch. */
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);

    private Main() {}

    /** Watches until the process is told to stop. */
    public static void main(String[] args) {
        Thread watching = Thread.currentThread();
        TerminateSignal.onArrival(watching::interrupt);
        System.exit(run(args, System.getenv(), System.out, System.err));
    }

    /** Watches until the thread is interrupted; returns the exit code. */
    static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (args.length > 0) {
            err.println("The watchdog cannot start: it takes no arguments, only WATCHDOG_ environment variables");
            return BAD_SETTINGS;
        }
        Settings settings;
        try {
            settings = Settings.fromEnvironment(environment);
        } catch (SettingsException e) {
            err.println("The watchdog cannot start: " + e.getMessage());
            return BAD_SETTINGS;
        }
        EventLog log = new EventLog(out, Clock.systemUTC());
        log.event(
                "The watchdog is watching.",
                "url=" + settings.shownUrl(),
                "check_interval_seconds=" + Settings.seconds(settings.checkInterval()),
                "restart_after_seconds=" + Settings.seconds(settings.restartAfter()),
                "request_timeout_seconds=" + Settings.seconds(settings.requestTimeout()));
        watch(settings, log);
        return 0;
    }

    private static void watch(Settings settings, EventLog log) {
        HealthCheck check = new HttpHealthCheck(settings.healthUrl(), settings.requestTimeout());
        RestartCommand command = new ShellCommand(settings.restartCommand(), COMMAND_LIMIT);
        try {
            new WatchLoop(settings, check, command, Ticker.SYSTEM, log).run();
        } catch (InterruptedException e) {
            // The only way to end the loop; the process ends next, so there is nobody to keep the status for.
            log.event("The watchdog was told to stop.");
        }
    }
}
