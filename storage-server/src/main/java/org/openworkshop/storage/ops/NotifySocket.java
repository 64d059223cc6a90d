/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket on which the service manager hears of the process, as in sd_notify(3). It takes datagrams, which Java cannot send on
 * a Unix socket, so each message is sent by a short-lived process of {@code systemd-notify}, which returns when the manager has
 * read it. One message at a time; thread-safe.
 */
final class NotifySocket {
    private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);
    private static final List<Path> PROGRAMS = Stream.of("/usr/bin/systemd-notify", "/bin/systemd-notify")
            .map(Path::of)
            .toList();

    /** The program itself gives up after five seconds without an answer. */
    private static final long PATIENCE_SECONDS = 7;

    private static final int MAX_SAID = 1000;

    private final String address;
    private final @Nullable Path program;
    private boolean works = true;

    /** @param address a path, or a name in the abstract namespace that begins with {@code @} */
    NotifySocket(String address) {
        this.address = address;
        this.program = PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElse(null);
    }

    /**
     * Sends assignments such as {@code READY=1}, in one message; blocks until it was read, for {@link #PATIENCE_SECONDS} at most.
     * A failure is logged when the message before had arrived, and nothing else comes of it.
     */
    synchronized void send(List<String> assignments) {
        String problem;
        try {
            problem = program == null ? "there is no systemd-notify" : run(program, assignments);
        } catch (IOException e) {
            problem = e.toString();
        }
        if (problem.isEmpty()) {
            works = true;
        } else if (works) {
            works = false;
            LOG.warn("The service manager can't be told how the server is reason={}", problem);
        }
    }

    /** What went wrong, or an empty text. */
    private String run(Path systemdNotify, List<String> assignments) throws IOException {
        List<String> command = new ArrayList<>(List.of(systemdNotify.toString()));
        assignments.forEach(assignment -> command.add(assignment.replaceAll("\\p{Cntrl}+", " ")));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("NOTIFY_SOCKET", address);
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return "systemd-notify does not return";
            }
            String said = new String(process.getInputStream().readNBytes(MAX_SAID), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? "" : "systemd-notify: " + said.strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            process.destroyForcibly();
        }
    }
}
