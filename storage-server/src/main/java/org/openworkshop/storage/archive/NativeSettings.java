/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Limits of the native engine's process.
 *
 * @param directory where the engine makes its private folder; must exist, and programs may be loaded from it
 * @param silence how long the process may say nothing while it is waited for
 * @param addressSpaceBytes most virtual memory, the Java machine's own share of about 1 GiB included; held by the operating
 *     system where it has a shell with {@code ulimit -v}
 */
record NativeSettings(Path directory, Duration silence, long addressSpaceBytes) {
    /** 3 GiB, and the system's folder for temporary files. */
    static NativeSettings of(Duration silence) {
        return new NativeSettings(Path.of(System.getProperty("java.io.tmpdir")), silence, 3L << 30);
    }
}
