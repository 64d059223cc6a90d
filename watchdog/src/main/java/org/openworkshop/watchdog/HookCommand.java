/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A shell command that tells somebody about a restart, for mail or chat. It runs in a thread of its own, one at a time,
 * so that whatever it does the service is watched meanwhile. For one caller.
 *
 * <p>It finds the report in its environment, and of the watchdog's settings nothing that may hold a secret.
 */
final class HookCommand implements Hook {
    private final String command;
    private final String shownUrl;
    private final Duration limit;
    private final EventLog log;
    private @Nullable Thread running;

    /** @param limit how long the command may run; it is killed with its children after that */
    HookCommand(String command, String shownUrl, Duration limit, EventLog log) {
        this.command = command;
        this.shownUrl = shownUrl;
        this.limit = limit;
        this.log = log;
    }

    @Override
    public void tell(RestartReport report) {
        if (running != null && running.isAlive()) {
            log.event("The hook is still busy with an earlier restart; nobody is told of this one.");
            return;
        }
        Thread thread = new Thread(() -> run(report), "hook");
        thread.setDaemon(true);
        running = thread;
        thread.start();
    }

    private void run(RestartReport report) {
        try {
            int exitCode = new ShellCommand(command, limit, environment -> prepare(environment, report)).run();
            log.event("The hook ended.", "exit_code=" + exitCode);
        } catch (TimeoutException e) {
            log.event("The hook did not end and was killed.", "after_seconds=" + Settings.seconds(limit));
        } catch (IOException e) {
            log.event("The hook could not be started.", "error=" + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    private void prepare(Map<String, String> environment, RestartReport report) {
        SettingsReader.NAMES.forEach(environment::remove);
        environment.putAll(report.variables(shownUrl));
    }
}
