/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A thread dump by the JDK's {@code jcmd PID Thread.print}, into a file. */
final class JcmdThreadDump implements ThreadDump {
    static final int MAX_BYTES = 4 * 1024 * 1024;

    /** What reading the rest of a pipe may take whose writer has ended. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final PidFile pidFile;
    private final DumpFolder folder;
    private final String jcmd;
    private final Duration limit;
    private final EventLog log;

    /**
     * @param limit how long jcmd may take: threads that do not come to a stop keep it for ever. On a process that does not answer at
     *     all it gives up after a third of that, and says so
     */
    JcmdThreadDump(DumpPlace place, String jcmd, Duration limit, Clock clock, EventLog log) {
        this.pidFile = new PidFile(place.pidFile());
        this.folder = new DumpFolder(place.directory(), clock);
        this.jcmd = jcmd;
        this.limit = limit;
        this.log = log;
    }

    /** The program of this Java runtime, or the one to be looked for in PATH when the runtime is none of a JDK. */
    static String jcmdOfThisRuntime() {
        Path beside = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return Files.isExecutable(beside) ? beside.toString() : "jcmd";
    }

    @Override
    public @Nullable Path take() throws InterruptedException {
        try {
            long pid = pidFile.requireJavaProcess();
            return print(pid, folder.newFile(pid));
        } catch (NoDumpException e) {
            log.event("No thread dump was made.", "error=" + e.getMessage());
        } catch (IOException e) {
            log.event(
                    "No thread dump was made, its file cannot be written.",
                    "error=" + e.getClass().getSimpleName());
        }
        return null;
    }

    private @Nullable Path print(long pid, Path file) throws IOException, InterruptedException {
        String trouble;
        try {
            trouble = trouble(pid, file);
        } catch (InterruptedException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        long bytes = Files.size(file);
        if (trouble.isEmpty()) {
            log.event("Made a thread dump.", "pid=" + pid, "file=" + file, "bytes=" + bytes);
        } else if (bytes == 0) {
            Files.delete(file);
            log.event("No thread dump was made.", "error=" + trouble, "pid=" + pid);
            return null;
        } else {
            log.event("The thread dump is not whole.", "error=" + trouble, "pid=" + pid, "file=" + file);
        }
        return file;
    }

    /** Has jcmd's output in the file, and returns what is wrong with it, in one word, or nothing. */
    private String trouble(long pid, Path file) throws InterruptedException {
        Process process;
        try {
            process = start(pid);
        } catch (IOException e) {
            return "no_jcmd";
        }
        FutureTask<Boolean> copy = new FutureTask<>(() -> copy(process, file));
        try {
            startDaemon(copy);
            boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                process.toHandle()
                        .destroyForcibly(); // unlike the process's own method it leaves the pipe to its reader
            }
            boolean fits = copy.get(REST.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended || !fits) {
                return ended ? "too_large" : "timeout";
            }
            return process.exitValue() == 0 ? "" : "exit_code_" + process.exitValue();
        } catch (ExecutionException | TimeoutException e) {
            return "not_written";
        } finally {
            process.destroyForcibly();
        }
    }

    /** A small JVM: it shares the watchdog's memory limit. */
    private Process start(long pid) throws IOException {
        return new ProcessBuilder(
                        jcmd,
                        "-J-Xmx32m",
                        "-J-XX:+UseSerialGC",
                        "-J-XX:TieredStopAtLevel=1",
                        "-J-Dsun.tools.attach.attachTimeout=" + Math.max(1, limit.toMillis() / 3),
                        Long.toString(pid),
                        "Thread.print",
                        "-l")
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .start();
    }

    private static void startDaemon(Runnable work) {
        Thread thread = new Thread(work, "thread-dump");
        thread.setDaemon(true);
        thread.start();
    }

    /** Copies what fits into the file, which has to be there; false when there was more. */
    private static boolean copy(Process process, Path file) throws IOException {
        try (InputStream in = process.getInputStream();
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[8192];
            int total = 0;
            int read;
            while ((read = in.read(buffer)) >= 0) {
                int fits = Math.min(read, MAX_BYTES - total);
                out.write(buffer, 0, fits);
                total += fits;
                if (fits < read) {
                    process.destroyForcibly();
                    out.write("\n(cut off here)\n".getBytes(StandardCharsets.US_ASCII));
                    return false;
                }
            }
            return true;
        }
    }
}
