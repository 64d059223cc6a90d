/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a Java machine is installed. */
final class JavaHome {
    private JavaHome() {}

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
