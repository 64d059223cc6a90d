/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Errors that nobody handles, in a process of their own. */
class FatalErrorsTest {
    /** A process that does not end by itself is ended after this. */
    private static final int MOST_SECONDS = 60;

    /** Has more threads than the one that fails. */
    static final class Victim {
        public static void main(String[] arguments) throws Exception {
            FatalErrors.endTheProcess();
            CountDownLatch ended = new CountDownLatch(1);
            Thread thread = new Thread(() -> {
                try {
                    fail(arguments[0]);
                } finally {
                    ended.countDown();
                }
            });
            thread.start();
            ended.await();
            thread.join();
            if (!arguments[0].equals("state")) {
                new CountDownLatch(1).await();
            }
            System.exit(42);
        }

        private static void fail(String how) {
            if (how.equals("state")) {
                throw new IllegalStateException("harmless");
            }
            List<byte[]> eaten = new ArrayList<>();
            while (true) {
                eaten.add(new byte[1 << 20]);
            }
        }
    }

    @Test
    void aThreadWithoutMemoryEndsTheProcess() throws Exception {
        assertThat(run("memory", FatalErrors.EXIT_CODE)).contains("The process ends", "OutOfMemoryError");
    }

    @Test
    void anotherThreadThatFailsIsLoggedAndTheProcessGoesOn() throws Exception {
        assertThat(run("state", 42)).contains("A thread ends", "harmless");
    }

    private static String run(String how, int exitCode) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        how)
                .redirectErrorStream(true)
                .start();
        try {
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()));
            String said = new String(output.get(MOST_SECONDS, TimeUnit.SECONDS), StandardCharsets.UTF_8);
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] readAll(InputStream in) {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
