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
 * Packing against the {@code 7z} program that does the same job: unpacks to a folder, packs that. Both as whole processes, in
 * turns, the best of {@value #ROUNDS} rounds each, because noise only ever adds. The Java process is told to get along with a
 * heap of 160 MB.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepackBench {
    private static final int ROUNDS = 3;
    private static final int LEVEL = 3;
    private static final long BYTES = Long.getLong("bench.bytes", 300_000_000L);

    private Path folder = Path.of(".");
    private final List<Job> jobs = new ArrayList<>();

    /**
     * One corpus in its archive.
     *
     * @param inner a second archive that comes out of the first, null when there is none
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

    private ProcessCost best(String command) throws Exception {
        return rounds(List.of(command)).get(0);
    }

    /** The best run of each, taken in turns. */
    private List<ProcessCost> rounds(List<String> commands) throws IOException, InterruptedException {
        List<List<ProcessCost>> costs = new ArrayList<>();
        commands.forEach(command -> costs.add(new ArrayList<>()));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < commands.size(); i++) {
                costs.get(i).add(ProcessCost.of(folder, commands.get(i)));
            }
        }
        return costs.stream()
                .map(list -> list.stream()
                        .min(Comparator.comparing(ProcessCost::wall))
                        .orElseThrow())
                .toList();
    }

    @Test
    void againstSevenZip() throws Exception {
        Table table = new Table(
                "corpus",
                "7z s",
                "ours s",
                "wall",
                "7z CPU",
                "ours CPU",
                "CPU",
                "size",
                "ours MB",
                "one thread s",
                "gain");
        for (Job job : jobs) {
            int processors = Runtime.getRuntime().availableProcessors();
            List<ProcessCost> costs = rounds(List.of(sevenZip(job), ours(job.archive(), LEVEL, processors, 1)));
            double size = (double) Files.size(folder.resolve("ours.zip")) / Files.size(folder.resolve("reference.zip"));
            ProcessCost alone = best(ours(job.archive(), LEVEL, 1, 1));
            ProcessCost seven = costs.get(0);
            ProcessCost ours = costs.get(1);
            table.row(
                    job.name(),
                    seven.wallSeconds(),
                    ours.wallSeconds(),
                    ours.wallSeconds() / seven.wallSeconds(),
                    seven.cpuSeconds(),
                    ours.cpuSeconds(),
                    ours.cpuSeconds() / seven.cpuSeconds(),
                    size,
                    ours.megabytes(),
                    alone.wallSeconds(),
                    alone.wallSeconds() / ours.wallSeconds());
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
            Outcome texts = packed(text, level);
            Outcome file = packed(large, level);
            table.row(level, texts.megabytes(), texts.seconds(), file.megabytes(), file.seconds());
        }
        table.print();
    }

    /** What a level makes of an archive, and how long the better of two runs in one process took. */
    private record Outcome(double megabytes, double seconds) {}

    private Outcome packed(Path tar, int level) throws Exception {
        String command = ours(tar, level, Runtime.getRuntime().availableProcessors(), 2);
        double seconds = ProcessCost.of(folder, command)
                .output()
                .lines()
                .filter(line -> line.startsWith("seconds "))
                .mapToDouble(line -> Double.parseDouble(line.substring("seconds ".length())))
                .min()
                .orElseThrow();
        return new Outcome(Files.size(folder.resolve("ours.zip")) / 1e6, seconds);
    }
}
