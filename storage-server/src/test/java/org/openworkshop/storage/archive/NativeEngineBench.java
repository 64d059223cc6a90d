/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;

/**
 * What the native engine's process costs: for each archive, with a new process and with a waiting one, and for each megabyte. Prints a
 * table.
 */
class NativeEngineBench {
    private static final int MEGABYTES = 256;
    private static final int COLD_ROUNDS = 9;
    private static final int WARM_ROUNDS = 101;
    private static final int BIG_ROUNDS = 5;

    @TempDir
    Path dir;

    private Path small = Path.of(".");
    private Path big = Path.of(".");

    @Test
    void costOfTheProcess() throws Exception {
        small = pack("small", new byte[1_000]);
        byte[] noise = new byte[MEGABYTES << 20];
        new Random(1).nextBytes(noise);
        big = pack("big", noise);
        System.out.println("| what | minimum | median | maximum |");
        System.out.println("|---|---|---|---|");
        try (NativeEngine engine = engine(1)) {
            row(
                    "first archive of a server: finding the isolation, unpacking the library, a new process",
                    1,
                    () -> read(engine, small));
        }
        try (NativeEngine engine = engine(Integer.MAX_VALUE)) {
            read(engine, small);
            row(
                    "archive of 1 kB, new process",
                    COLD_ROUNDS,
                    () -> read(engine, small),
                    () -> engine.pool().take().close());
            row("archive of 1 kB, waiting process", WARM_ROUNDS, () -> read(engine, small));
            row(
                    MEGABYTES + " MB, stored: all that the process and its pipes cost",
                    BIG_ROUNDS,
                    () -> read(engine, big));
        }
        row("the same by Java in the server's process", BIG_ROUNDS, this::readByJava);
    }

    private void readByJava() throws ArchiveException, IOException {
        try (SourceFile source = SourceFile.open(big);
                SevenZipReader reader =
                        SevenZipReader.open(source, 0, new Limits(Workbench.CONFIG, 0, source.size()))) {
            reader.list();
            reader.read(new CountingSink());
        }
    }

    private static void read(NativeEngine engine, Path archive) throws ArchiveException, IOException {
        try (NativeArchiveReader reader = NativeArchiveReader.open(archive, List.of(NativeFormat.SEVEN_ZIP), engine)) {
            reader.read(new CountingSink());
        }
    }

    private NativeEngine engine(int archives) {
        NativeSettings settings = new NativeSettings(
                dir, Duration.ofMinutes(1), 3L << 30, new NativeSettings.Reuse(archives, 1, Duration.ofMinutes(5)));
        return new NativeEngine(settings, NativeWorker.class, Clock.systemUTC(), NativeEngineListener.NONE);
    }

    private Path pack(String name, byte[] content) throws IOException, InterruptedException {
        Path file = Files.write(dir.resolve(name), content);
        Path archive = dir.resolve(name + ".7z");
        Tools.run(dir, Tools.sevenZip(), "a", "-m0=Copy", archive.toString(), name);
        Files.delete(file);
        return archive;
    }

    private interface Step {
        void run() throws ArchiveException, IOException;
    }

    private static void row(String what, int rounds, Step measured) throws ArchiveException, IOException {
        row(what, rounds, measured, () -> {});
    }

    private static void row(String what, int rounds, Step measured, Step before) throws ArchiveException, IOException {
        double[] millis = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            before.run();
            long start = System.nanoTime();
            measured.run();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                "| %s | %.1f ms | %.1f ms | %.1f ms |%n", what, millis[0], millis[rounds / 2], millis[rounds - 1]);
    }

    /** Takes everything and keeps nothing. */
    private static final class CountingSink implements EntrySink {
        private long bytes;

        @Override
        public void begin(EntryHeader header) {}

        @Override
        public void data(byte[] data, int offset, int length) {
            bytes += length;
        }

        @Override
        public void end() {
            if (bytes == 0) {
                throw new AssertionError("nothing was read");
            }
        }
    }
}
