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

/**
 * The command line of a worker process: a small Java machine with only the worker and the binding on its class path, under
 * limits that a broken engine cannot lift: address space, no core dumps, and no bytes written to any file.
 */
final class NativeCommand {
    private static final String BINDING = "/net/sf/sevenzipjbinding/SevenZip.class";
    private static final Path SHELL = Path.of("/bin/sh");

    private NativeCommand() {}

    /** A process to be started, without the server's environment. */
    static ProcessBuilder build(Class<?> worker, List<Path> libraries, Path folder, long addressSpaceBytes)
            throws IOException {
        List<String> command = new ArrayList<>(limits(addressSpaceBytes));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
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
                "-XX:ErrorFile=/dev/null",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + folder));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath(worker), worker.getName()));
        libraries.forEach(library -> command.add(library.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        // Without a UTF-8 locale the worker could not open a path that has other letters than ASCII.
        environment.put("LC_ALL", "C.UTF-8");
        // The engine's and the machine's threads would otherwise reserve 64 MiB of address space each.
        environment.put("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    private static List<String> limits(long addressSpaceBytes) {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        if (!linux || !Files.isExecutable(SHELL)) {
            return List.of();
        }
        String script = "ulimit -c 0 && ulimit -f 0 && ulimit -v " + addressSpaceBytes / 1024 + " && exec \"$@\"";
        return List.of(SHELL.toString(), "-c", script, "worker");
    }

    private static String classPath(Class<?> worker) throws IOException {
        Set<String> places = new LinkedHashSet<>();
        places.add(placeOf(worker));
        places.add(placeOf(NativeCommand.class));
        URL binding = NativeCommand.class.getResource(BINDING);
        if (binding == null) {
            throw new IOException("The class path has no native engine");
        }
        places.add(placeOf(binding));
        return String.join(File.pathSeparator, places);
    }

    private static String placeOf(Class<?> type) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new IOException("It is not known where " + type.getName() + " was loaded from");
        }
        return path(source.getLocation().toString());
    }

    /** The jar of a {@code jar:file:…!/…} address. Asked this way, the binding's class is not loaded into the server. */
    private static String placeOf(URL resource) throws IOException {
        String address = resource.toString();
        int end = address.indexOf("!/");
        if (!address.startsWith("jar:") || end < 0) {
            throw new IOException("The native engine is not in a jar");
        }
        return path(address.substring("jar:".length(), end));
    }

    private static String path(String address) throws IOException {
        try {
            return Path.of(new URI(address)).toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IOException("No class path from " + address, e);
        }
    }
}
