/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine's name, as the kernel has it: no resolver is asked, which may not answer. */
final class Hostname {
    private static final Logger LOG = LoggerFactory.getLogger(Hostname.class);
    private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");

    private Hostname() {}

    /** The name; {@code unknown} where the kernel does not tell. */
    static String find() {
        try {
            return Files.readString(KERNELS).strip();
        } catch (IOException e) {
            LOG.debug("The machine's name is not known", e);
            return "unknown";
        }
    }
}
