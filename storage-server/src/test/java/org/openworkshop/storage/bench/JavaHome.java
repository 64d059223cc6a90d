/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where a Java machine is installed. */
final class JavaHome {
    private JavaHome() {}

    /** Those to measure with: what {@code -Dbench.javas} names, separated by colons, otherwise the one that runs this. */
    static List<Path> measured() {
        return Arrays.stream(System.getProperty("bench.javas", System.getProperty("java.home"))
                        .split(":"))
                .map(Path::of)
                .toList();
    }

    /** The feature release, such as 17. */
    static String version(Path javaHome) throws IOException {
        for (String line : Files.readAllLines(javaHome.resolve("release"))) {
            if (line.startsWith("JAVA_VERSION=")) {
                return line.replaceAll("[^0-9.]", "").replaceAll("\\..*", "");
            }
        }
        return javaHome.getFileName().toString();
    }
}
