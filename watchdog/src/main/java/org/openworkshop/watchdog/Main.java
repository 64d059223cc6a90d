/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Command line of the watchdog. Exit codes: 0 after SIGTERM, 2 for settings or arguments that cannot be used; Ctrl-C
 * ends it as it ends any Java program, with 130. A single check ends with 0 for healthy and 1 for failing.
 */
public final class Main {
    private static final int FAILING = 1;
    private static final int BAD_SETTINGS = 2;

    /** Long enough for a service manager's own stop and start limits; a command that hangs must not end the watch. */
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);

    private static final Duration HOOK_LIMIT = Duration.ofMinutes(1);

    /** A third of it is for a process to answer at all, the rest for its threads to come to a stop, and for the disk. */
    private static final Duration DUMP_LIMIT = Duration.ofSeconds(30);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    private Main(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Watches until the process is told to stop, or does the one thing the argument says. */
    public static void main(String[] args) {
        System.exit(new Main(System.getenv(), System.out, System.err).run(args));
    }

    private int run(String[] args) {
        try {
            if (args.length == 0) {
                return watch();
            }
            return switch (args.length == 1 ? args[0] : "") {
                case "--once" -> checkOnce();
                case "-h", "--help" -> print(Usage.HELP.stripTrailing());
                case "-V", "--version" -> print(Usage.version());
                default ->
                    throw new SettingsException("it takes no arguments but --once, --help or --version;"
                            + " settings are WATCHDOG_ environment variables");
            };
        } catch (SettingsException e) {
            err.println("The watchdog cannot start: " + e.getMessage());
            return BAD_SETTINGS;
        }
    }

    private int print(String text) {
        out.println(text);
        return 0;
    }

    /** Silent when all is well, because cron sends a mail for every line. */
    private int checkOnce() throws SettingsException {
        Settings settings = SettingsReader.forOneCheck(environment);
        try {
            CheckResult result = check(settings).check();
            if (!result.healthy()) {
                log().event("The service is failing.", result.detail(), "url=" + settings.shownUrl());
            }
            return result.healthy() ? 0 : FAILING;
        } catch (InterruptedException e) {
            return FAILING; // not known to be healthy; nobody interrupts this thread
        }
    }

    private int watch() throws SettingsException {
        Thread watching = Thread.currentThread();
        TerminateSignal.onArrival(watching::interrupt);
        Settings settings = SettingsReader.forWatching(environment);
        EventLog log = log();
        Timing timing = settings.timing();
        log.event(
                "The watchdog is watching.",
                "url=" + settings.shownUrl(),
                "check_interval_seconds=" + Settings.seconds(timing.checkInterval()),
                "restart_after_seconds=" + Settings.seconds(timing.restartAfter()),
                "request_timeout_seconds=" + Settings.seconds(timing.requestTimeout()));
        if (settings.healthUrl().getProtocol().equals("https") && isInterpreted()) {
            log.event(
                    "TLS takes seconds without the compiler. Leave out -Xint, or ask an http address of this machine.");
        }
        for (String name : SettingsReader.unknownNames(environment)) {
            log.event("There is no such setting; it is ignored.", "name=" + name);
        }
        try {
            new WatchLoop(timing, check(settings), restart(settings, log), Ticker.SYSTEM, log).run();
        } catch (InterruptedException e) {
            // The only way to end the loop; the process ends next, so there is nobody to keep the status for.
            log.event("The watchdog was told to stop.");
        }
        return 0;
    }

    private static boolean isInterpreted() {
        return System.getProperty("java.vm.info", "").contains("interpreted");
    }

    private EventLog log() {
        return new EventLog(out, Clock.systemUTC());
    }

    private static HealthCheck check(Settings settings) {
        return new HttpHealthCheck(settings.healthUrl(), settings.timing().requestTimeout());
    }

    private static Restart restart(Settings settings, EventLog log) {
        RestartCommand command = new ShellCommand(settings.restartCommand(), COMMAND_LIMIT);
        String hook = settings.hook();
        DumpPlace dumps = settings.dumps();
        return new Restart(
                command,
                dumps == null
                        ? ThreadDump.NONE
                        : new JcmdThreadDump(
                                dumps, JcmdThreadDump.jcmdOfThisRuntime(), DUMP_LIMIT, Clock.systemUTC(), log),
                hook == null ? Hook.NONE : new HookCommand(hook, settings.shownUrl(), HOOK_LIMIT, log),
                Ticker.SYSTEM,
                log);
    }
}
