/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;

/**
 * The command line of a worker process: a small Java machine with only the worker and the binding on its class path, in an
 * {@link NativeIsolation isolation}. Of the server's environment it has nothing. Immutable.
 */
final class NativeCommand {
    private static final String BINDING = "/net/sf/sevenzipjbinding/SevenZip.class";
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final List<Path> SYSTEM_LIBRARIES =
            Stream.of("/lib", "/lib64", "/usr/lib", "/usr/lib64").map(Path::of).toList();

    private final Path folder;
    private final long addressSpaceBytes;
    private final Set<Path> classPath = new LinkedHashSet<>();
    private final List<Path> readable;

    /**
     * @param folder holds the engine's library
     * @param worker the class to run, where its class path is to be known beside the server's
     * @throws IOException when it is not known where the classes are
     */
    NativeCommand(Path folder, Class<?> worker, long addressSpaceBytes) throws IOException {
        this.folder = folder.toAbsolutePath();
        this.addressSpaceBytes = addressSpaceBytes;
        classPath.add(placeOf(worker));
        classPath.add(placeOf(NativeCommand.class));
        URL binding = NativeCommand.class.getResource(BINDING);
        if (binding == null) {
            throw new IOException("The class path has no native engine");
        }
        classPath.add(placeOf(binding));
        this.readable = readable();
    }

    /** A process to be started; throws when the machine lacks a program for this isolation. */
    ProcessBuilder build(NativeIsolation isolation, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = isolation
                .around(java(isolation, main, arguments), readable, addressSpaceBytes)
                .orElseThrow(() -> new IOException("Programs are missing for " + isolation.word()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        // The engine converts names, and the machine paths, by the locale.
        environment.put("LC_ALL", "C.UTF-8");
        // Times without a zone stay as they are, whatever the machine's zone is.
        environment.put("TZ", "UTC0");
        // The engine's and the machine's threads would otherwise reserve 64 MiB of address space each.
        environment.put("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    private List<String> java(NativeIsolation isolation, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(JAVA_HOME.resolve("bin/java").toString());
        command.addAll(List.of(
                "-Xmx192m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=24m",
                "-XX:CompressedClassSpaceSize=16m",
                "-XX:MaxMetaspaceSize=64m",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                // To report a crash, the machine would run on for as long as two minutes.
                "-XX:+SuppressFatalErrorMessage",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + folder,
                "-D" + NativeWorker.OUTPUT + "=" + isolation.output()));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    /** What a worker has to read, none of it twice: the system's libraries, the Java machine, the classes, the folder. */
    private List<Path> readable() throws IOException {
        List<Path> wanted = new ArrayList<>(SYSTEM_LIBRARIES);
        wanted.add(Path.of("/etc/ld.so.cache"));
        wanted.add(JAVA_HOME);
        wanted.addAll(strayFiles());
        wanted.addAll(classPath);
        wanted.add(folder);
        List<Path> readable = new ArrayList<>();
        for (Path path : wanted) {
            if (Files.exists(path) && readable.stream().noneMatch(path::startsWith)) {
                readable.add(path);
            }
        }
        return List.copyOf(readable);
    }

    /** Files that a start of the Java machine reads and that distributions keep below /etc, with a link in their place. */
    private static List<Path> strayFiles() throws IOException {
        List<Path> stray = new ArrayList<>();
        for (String name : List.of("lib/jvm.cfg", "conf/security/java.security")) {
            Path file = JAVA_HOME.resolve(name);
            if (Files.isSymbolicLink(file)) {
                stray.add(file.resolveSibling(Files.readSymbolicLink(file)).normalize());
            }
        }
        return stray;
    }

    private static Path placeOf(Class<?> type) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new IOException("It is not known where " + type.getName() + " was loaded from");
        }
        return path(source.getLocation().toString());
    }

    /** The jar of a {@code jar:file:…!/…} address. Asked this way, the binding's class is not loaded into the server. */
    private static Path placeOf(URL resource) throws IOException {
        String address = resource.toString();
        int end = address.indexOf("!/");
        if (!address.startsWith("jar:") || end < 0) {
            throw new IOException("The native engine is not in a jar");
        }
        return path(address.substring("jar:".length(), end));
    }

    private static Path path(String address) throws IOException {
        try {
            return Path.of(new URI(address)).toAbsolutePath();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IOException("No class path from " + address, e);
        }
    }
}
