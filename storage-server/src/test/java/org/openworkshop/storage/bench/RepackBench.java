/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.Tools;

/**
 * Packing against the {@code 7z} program that does the same job: unpacks to a folder, packs that. In turns, medians
 * of {@value #ROUNDS} rounds, of the ratios too. Ours is a process that packs {@value #JOBS} times, as a server does that is
 * running, and its best time is taken: the first job also has to wait for the compiler of the Java machine and is listed by
 * itself. The process is told to get along with a heap of 160 MB. What the one before has written is on the disk before the
 * next one starts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepackBench {
    private static final int ROUNDS = 5;
    private static final int JOBS = 5;
    private static final int LEVEL = 3;
    private static final long BYTES = Long.getLong("bench.bytes", 300_000_000L);

    private Path folder = Path.of(".");
    private final List<Job> jobs = new ArrayList<>();

    /**
     * One corpus in its archive.
     *
     * @param inner a second archive that comes out of the first, empty when there is none
     */
    private record Job(String name, Path archive, String inner) {}

    @BeforeAll
    void makeArchives(@TempDir Path temporary) throws Exception {
        folder = temporary;
        String sevenZip = Tools.sevenZip();
        Corpus corpus = new Corpus(folder, BYTES);
        Path text = folder.resolve("text.7z");
        Tools.run(corpus.textFiles(), sevenZip, "a", "-bd", "-bso0", text.toString(), ".");
        jobs.add(new Job("text, solid .7z", text, ""));
        Path large = folder.resolve("large.tar.xz");
        Tools.run(corpus.largeFile().getParent(), "tar", "-cJf", large.toString(), "large.bin");
        jobs.add(new Job("large file, .tar.xz", large, "large.tar"));
        Path media = folder.resolve("media.tar");
        Tools.run(corpus.media(), "tar", "-cf", media.toString(), ".");
        jobs.add(new Job("media, .tar", media, ""));
    }

    private String sevenZip(Job job) {
        String tool = Tools.sevenZip() + " ";
        String unpackInner =
                job.inner().isEmpty() ? "" : tool + "x -bd -bso0 " + job.inner() + "; rm " + job.inner() + "; ";
        return "rm -rf x reference.zip; mkdir x; cd x; " + tool + "x -bd -bso0 " + job.archive() + "; " + unpackInner
                + tool + "a -bd -bso0 -tzip -mm=Deflate -mx=3 -mmt=on ../reference.zip .";
    }

    private String ours(Path archive, int level, int threads, int times) {
        return String.join(
                " ",
                "rm -f ours.zip;",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m -cp",
                System.getProperty("storage.jar") + ":" + System.getProperty("bench.classes"),
                PackProcess.class.getName(),
                archive.toString(),
                "ours.zip " + level,
                threads + " " + times);
    }

    /** One job, by the clock and of the processors. */
    private record Run(double seconds, double cpuSeconds) {}

    /** What a process that packs several times printed, and the memory it needed. */
    private record Ours(List<Run> jobs, double megabytes) {
        double first() {
            return jobs.get(0).seconds();
        }

        Run best() {
            return jobs.stream().min(Comparator.comparing(Run::seconds)).orElseThrow();
        }
    }

    /** What was measured one after the other: 7-Zip, all threads, one thread. */
    private record Round(ProcessCost seven, Ours ours, Ours alone) {
        double sevenSeconds() {
            return seven.wallSeconds();
        }

        double seconds() {
            return ours.best().seconds();
        }

        double cpuSeconds() {
            return ours.best().cpuSeconds();
        }
    }

    /** Without the disk still writing for the command before. */
    private ProcessCost afterSync(String command) throws IOException, InterruptedException {
        Tools.run(folder, "sync");
        return ProcessCost.of(folder, command);
    }

    private Ours measured(Path archive, int level, int threads, int times) throws IOException, InterruptedException {
        ProcessCost cost = afterSync(ours(archive, level, threads, times));
        List<Run> runs = cost.output()
                .lines()
                .filter(line -> line.startsWith("seconds "))
                .map(line -> line.split(" "))
                .map(words -> new Run(Double.parseDouble(words[1]), Double.parseDouble(words[2])))
                .toList();
        return new Ours(runs, cost.megabytes());
    }

    @Test
    void againstSevenZip() throws Exception {
        Table table = new Table(
                "corpus",
                "7z s",
                "ours s",
                "wall",
                "first job s",
                "7z CPU s",
                "ours CPU s",
                "CPU",
                "size",
                "ours MB",
                "one thread s",
                "gain");
        for (Job job : jobs) {
            List<Round> rounds = new ArrayList<>();
            double size = 0;
            for (int round = 0; round < ROUNDS; round++) {
                ProcessCost seven = afterSync(sevenZip(job));
                Ours ours = measured(job.archive(), LEVEL, BenchConfig.CORES, JOBS);
                size = (double) Files.size(folder.resolve("ours.zip")) / Files.size(folder.resolve("reference.zip"));
                rounds.add(new Round(seven, ours, measured(job.archive(), LEVEL, 1, JOBS)));
            }
            table.row(
                    job.name(),
                    Median.of(rounds, Round::sevenSeconds),
                    Median.of(rounds, Round::seconds),
                    Median.of(rounds, round -> round.seconds() / round.sevenSeconds()),
                    Median.of(rounds, round -> round.ours().first()),
                    Median.of(rounds, round -> round.seven().cpuSeconds()),
                    Median.of(rounds, Round::cpuSeconds),
                    Median.of(
                            rounds, round -> round.cpuSeconds() / round.seven().cpuSeconds()),
                    size,
                    rounds.stream()
                            .mapToDouble(round -> round.ours().megabytes())
                            .max()
                            .orElseThrow(),
                    Median.of(rounds, round -> round.alone().best().seconds()),
                    Median.of(rounds, round -> round.alone().best().seconds() / round.seconds()));
        }
        table.print();
    }

    @Test
    void levels() throws Exception {
        Table table = new Table("level", "text MB", "s", "large file MB", "s");
        Path text = folder.resolve("text.tar");
        Tools.run(folder.resolve("text"), "tar", "-cf", text.toString(), ".");
        Path large = folder.resolve("large.tar");
        Tools.run(folder.resolve("large"), "tar", "-cf", large.toString(), "large.bin");
        for (int level = 0; level <= 9; level++) {
            double textSeconds =
                    measured(text, level, BenchConfig.CORES, 2).best().seconds();
            double textMegabytes = packedMegabytes();
            double largeSeconds =
                    measured(large, level, BenchConfig.CORES, 2).best().seconds();
            table.row(level, textMegabytes, textSeconds, packedMegabytes(), largeSeconds);
        }
        table.print();
    }

    private double packedMegabytes() throws IOException {
        return Files.size(folder.resolve("ours.zip")) / 1e6;
    }
}
