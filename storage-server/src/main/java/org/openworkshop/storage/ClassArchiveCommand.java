/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes the class-data archive (JEP 350) with which the server starts in about half the time: a server is run for a moment, and
 * the Java machine writes down the classes that it had loaded. The archive suits one jar at one path and one Java release; with
 * any other the Java machine does without it.
 */
@Command(
        name = "class-archive",
        description = {
            "Make the archive of classes that lets the server start faster.",
            "",
            "Run the server with -XX:SharedArchiveFile=FILE then. An archive that is newer than",
            "the jar and was made by the same Java is left as it is, so that this can run before",
            "every start.",
            ""
        },
        mixinStandardHelpOptions = true)
final class ClassArchiveCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Parameters(paramLabel = "FILE", description = "Where the archive is to be written.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private Path file;

    @Option(names = "--force", description = "Make it anew in any case.")
    private boolean force;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path jar = jar();
        Path target = file.toAbsolutePath();
        Path madeBy = target.resolveSibling(target.getFileName() + ".java");
        if (!force && isCurrent(target, madeBy, jar)) {
            say("The archive is up to date: " + target);
            return 0;
        }
        Path work = Files.createTempDirectory("class-archive");
        try {
            Path made = work.resolve("classes.jsa");
            TrainingRun run = new TrainingRun(jar, work);
            run.record(made);
            if (!Files.exists(made)) {
                complain("The Java machine wrote no archive. It said:\n" + run.log());
                return FAILED;
            }
            Files.createDirectories(target.getParent());
            // Beside it first: a server that starts meanwhile finds the old one or the new one.
            Path beside = target.resolveSibling(target.getFileName() + ".new");
            Files.copy(made, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(madeBy, javaName());
            say("Made " + target + " (" + Files.size(target) / (1024 * 1024) + " MiB)");
            return 0;
        } finally {
            delete(work);
        }
    }

    private static boolean isCurrent(Path target, Path madeBy, Path jar) throws IOException {
        if (!Files.isRegularFile(target) || !Files.isRegularFile(madeBy)) {
            return false;
        }
        FileTime made = Files.getLastModifiedTime(target);
        return made.compareTo(Files.getLastModifiedTime(jar)) > 0
                && Files.readString(madeBy).equals(javaName());
    }

    private static String javaName() {
        return System.getProperty("java.home") + " " + Runtime.version();
    }

    /** The jar that runs; an archive of anything else would not be accepted. */
    private static Path jar() throws IOException {
        try {
            Path place = Path.of(ClassArchiveCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.isRegularFile(place)) {
                throw new IOException("an archive can be made of a jar only, and this program runs from " + place);
            }
            return place;
        } catch (URISyntaxException e) {
            throw new IOException("the place of the jar is not known", e);
        }
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
    }

    private void complain(String text) {
        spec.commandLine().getErr().println(text);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
