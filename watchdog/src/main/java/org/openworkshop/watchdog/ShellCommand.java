/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A command for {@code /bin/sh -c}. It has an empty standard input and shares the watchdog's two outputs, so that a
 * server it leaves in the background never blocks on a pipe that nobody reads.
 */
final class ShellCommand implements RestartCommand {
    private final String command;
    private final Duration limit;
    private final Consumer<Map<String, String>> environment;

    /** A command with the watchdog's own environment. */
    ShellCommand(String command, Duration limit) {
        this(command, limit, inherited -> {});
    }

    /**
     * A command with another environment.
     *
     * @param command shell text
     * @param limit how long the command may run; it is killed with its children after that
     * @param environment makes the command's environment of the watchdog's
     */
    ShellCommand(String command, Duration limit, Consumer<Map<String, String>> environment) {
        this.command = command;
        this.limit = limit;
        this.environment = environment;
    }

    @Override
    public int run() throws IOException, TimeoutException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        environment.accept(builder.environment());
        Process process = builder.start();
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            kill(process);
            throw new TimeoutException("The command ran longer than " + Settings.seconds(limit) + " s");
        }
        return process.exitValue();
    }

    /** Children first: once their parent is gone they could no longer be found. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
