/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a shell command cost, with all processes it started. Linux only.
 *
 * @param cpu user and system time together
 * @param megabytes most resident memory of all its processes together: of those that run at the same time, the most that each
 *     has had so far; looked at ten times a second, because looking costs the command processor time
 * @param output what it printed
 */
record ProcessCost(Duration wall, Duration cpu, double megabytes, String output) {
    private static final Pattern TIME = Pattern.compile("(\\d+)m([\\d.]+)s");
    private static final long BETWEEN_LOOKS_MILLIS = 100;

    /** Runs a command in a folder; fails when it does not exit with 0. */
    static ProcessCost of(Path folder, String command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("bench", ".txt");
        try {
            ProcessBuilder shell = new ProcessBuilder("sh", "-ec", command + "\ntimes");
            long begin = System.nanoTime();
            Process process = shell.directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            double memory = 0;
            while (!process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
                memory = Math.max(memory, megabytes(process));
            }
            Duration wall = Duration.ofNanos(System.nanoTime() - begin);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(command + " ended with " + process.exitValue() + ": " + text);
            }
            return new ProcessCost(wall, childTime(text), memory, text);
        } finally {
            Files.delete(output);
        }
    }

    private static double megabytes(Process process) {
        try (Stream<ProcessHandle> children = process.descendants()) {
            return children.mapToDouble(child -> megabytes(child.pid())).sum();
        }
    }

    private static double megabytes(long pid) {
        try {
            return ProcessUse.peakMegabytes(List.of(pid));
        } catch (IOException e) {
            // It has ended in between.
            return 0;
        }
    }

    /** The last line of what the shell's {@code times} prints: user and system time of its children. */
    private static Duration childTime(String output) {
        List<String> lines = output.lines().toList();
        Matcher matcher = TIME.matcher(lines.get(lines.size() - 1));
        double seconds = 0;
        while (matcher.find()) {
            seconds += 60 * Double.parseDouble(matcher.group(1)) + Double.parseDouble(matcher.group(2));
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    double wallSeconds() {
        return wall.toNanos() / 1e9;
    }

    double cpuSeconds() {
        return cpu.toNanos() / 1e9;
    }
}
