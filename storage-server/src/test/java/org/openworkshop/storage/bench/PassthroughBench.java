/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.archive.NativeEngineListener;
import org.openworkshop.storage.archive.PackListener;
import org.openworkshop.storage.archive.PackRequest;

/**
 * A ZIP of about 1 GB with 10,000 deflated entries that is kept as it came: how long the check of its structure takes, and how
 * fast its data is checked in comparison with the same number of threads that only inflate the same data from memory. In
 * turns, medians of {@value #ROUNDS} rounds.
 */
class PassthroughBench {
    private static final int ENTRIES = 10_000;
    private static final int ENTRY_BYTES = 386_000;
    private static final int KINDS = 40;
    private static final int ROUNDS = 9;
    private static final int WARM_UP = 2;

    @TempDir
    Path folder;

    /** Seconds for the structure, for the data without it, and of the Inflater. */
    private record Round(double structure, double data, double reference) {}

    @Test
    void structureAndDataOfAKeptZip() throws Exception {
        Path zip = folder.resolve("kept.zip");
        List<byte[]> deflated = write(zip);
        List<Round> rounds = new ArrayList<>();
        try (Archives look = new Archives(
                        BenchConfig.unverified(), 0, Duration.ofMinutes(1), new NativeEngineListener() {});
                Archives check = new Archives(
                        BenchConfig.archive(BenchConfig.CORES),
                        0,
                        Duration.ofMinutes(1),
                        new NativeEngineListener() {})) {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                double lookSeconds = seconds(() -> keep(look, zip));
                double dataSeconds = seconds(() -> keep(check, zip)) - lookSeconds;
                double inflateSeconds = seconds(() -> inflate(deflated));
                if (round >= 0) {
                    rounds.add(new Round(lookSeconds, dataSeconds, inflateSeconds));
                }
            }
        }
        double megabytes = ENTRIES * (double) ENTRY_BYTES / 1e6;
        Table table = new Table("ZIP MB", "structure s", "data MB/s", "Inflater MB/s", "ratio");
        table.row(
                Files.size(zip) / 1e6,
                Median.of(rounds, Round::structure),
                megabytes / Median.of(rounds, Round::data),
                megabytes / Median.of(rounds, Round::reference),
                Median.of(rounds, round -> round.reference() / round.data()));
        table.print();
    }

    private List<byte[]> write(Path zip) throws IOException {
        List<byte[]> contents = new Corpus(folder, 0).texts(KINDS, ENTRY_BYTES);
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip), 1 << 20))) {
            for (int i = 0; i < ENTRIES; i++) {
                out.putNextEntry(new ZipEntry("d" + i % 100 + "/f" + i));
                out.write(contents.get(i % KINDS));
                out.closeEntry();
            }
        }
        return contents.stream().map(PassthroughBench::deflate).toList();
    }

    private static byte[] deflate(byte[] content) {
        java.util.zip.Deflater deflater = new java.util.zip.Deflater(6, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] target = new byte[content.length];
        int length = deflater.deflate(target);
        deflater.end();
        return java.util.Arrays.copyOf(target, length);
    }

    private static double seconds(Callable<?> work) throws Exception {
        long begin = System.nanoTime();
        work.call();
        return (System.nanoTime() - begin) / 1e9;
    }

    private Void keep(Archives archives, Path zip) throws Exception {
        PackRequest request = new PackRequest(zip, "kept.zip", folder.resolve("none.zip"), 3);
        assertThat(archives.pack(request, new PackListener() {}).kept()).isTrue();
        return null;
    }

    /** What the machine's Inflater can do with all processors, from memory into nothing. */
    private static Void inflate(List<byte[]> deflated) throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(processors);
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < processors; i++) {
            ends.add(threads.submit(() -> {
                byte[] target = new byte[64 * 1024];
                for (int entry; (entry = next.getAndIncrement()) < ENTRIES; ) {
                    inflate(deflated.get(entry % KINDS), target);
                }
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> end : ends) {
            end.get();
        }
        return null;
    }

    private static void inflate(byte[] source, byte[] target) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(source);
        while (!inflater.finished()) {
            inflater.inflate(target);
        }
        inflater.end();
    }
}
