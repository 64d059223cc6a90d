/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks from inside at what keeps a worker process from the rest of the machine. Run in place of the worker before the first
 * one is; ends with 0 when there is no network, no path that can be written to, and nothing to be seen of the machine's
 * settings, else with 1 and the reasons on the standard output.
 */
public final class IsolationProbe {
    private static final Path SETTINGS = Path.of("/etc/passwd");
    private static final Path NETWORK = Path.of("/proc/self/ns/net");

    private IsolationProbe() {}

    /** Looks for holes. The one argument is the server's {@link #network}. */
    public static void main(String[] arguments) {
        List<String> holes = new ArrayList<>();
        for (String folder : List.of("/", "/dev", System.getProperty("java.io.tmpdir"))) {
            if (takesFiles(Path.of(folder))) {
                holes.add("files can be made in " + folder);
            }
        }
        if (Files.exists(SETTINGS)) {
            holes.add("it sees " + SETTINGS);
        }
        String network = network();
        if (network.isEmpty() || arguments[0].isEmpty() || network.equals(arguments[0])) {
            holes.add("it may have the server's network");
        }
        holes.forEach(System.out::println);
        Runtime.getRuntime().halt(holes.isEmpty() ? 0 : 1);
    }

    /** What names the network that this process has; empty where the system does not tell. */
    public static String network() {
        try {
            return Files.readSymbolicLink(NETWORK).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean takesFiles(Path folder) {
        Path file =
                folder.resolve("native-engine-probe-" + ProcessHandle.current().pid());
        try {
            Files.createFile(file);
        } catch (IOException e) {
            return false;
        }
        try {
            Files.delete(file);
        } catch (IOException e) {
            // It is empty, and that it could be made is bad enough.
            return true;
        }
        return true;
    }
}
