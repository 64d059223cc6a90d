/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The process's standard input. Whether it is a terminal is asked of {@code stty}, because Java tells only whether input and output
 * both are, and the output of this program is often redirected into a file.
 */
final class StandardInput implements Input {
    private final InputStream in;
    private final PrintWriter err;

    StandardInput(InputStream in, PrintWriter err) {
        this.in = in;
        this.err = err;
    }

    @Override
    public byte[] readSecret(String prompt) throws IOException {
        Optional<String> settings = stty("-g");
        return settings.isPresent() ? typed(prompt, settings.get()) : readAll(MOST_SECRET_BYTES);
    }

    @Override
    public byte[] readAll(int mostBytes) throws IOException {
        byte[] bytes = in.readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw new IOException("more than " + mostBytes + " bytes");
        }
        return bytes;
    }

    private byte[] typed(String prompt, String settings) throws IOException {
        // Ctrl-C must not leave the terminal silent.
        Thread restore = new Thread(() -> restore(settings), "terminal");
        Runtime.getRuntime().addShutdownHook(restore);
        try {
            if (stty("-echo").isEmpty()) {
                throw new IOException("the terminal goes on to show what is typed");
            }
            err.print(prompt);
            err.flush();
            return line();
        } finally {
            restore(settings);
            Runtime.getRuntime().removeShutdownHook(restore);
            err.println();
        }
    }

    private static void restore(String settings) {
        try {
            var unused = stty(settings);
        } catch (IOException e) {
            System.err.println("token-gen: what is typed is not shown any more; run: stty sane");
        }
    }

    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.write(c);
            if (line.size() > MOST_SECRET_BYTES) {
                throw new IOException("more than " + MOST_SECRET_BYTES + " bytes");
            }
        }
        return line.toByteArray();
    }

    /** What stty says; absent when input is no terminal, or there is no stty. */
    private static Optional<String> stty(String argument) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder("stty", argument)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
