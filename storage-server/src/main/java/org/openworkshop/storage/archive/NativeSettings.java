/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Limits of the native engine's processes.
 *
 * @param directory where the engine makes its private folder; must exist, and programs may be loaded from it
 * @param silence how long a process may say nothing while it is waited for
 * @param addressSpaceBytes most virtual memory of a process, the Java machine's own share of about 1 GiB included; held by the
 *     operating system where it has a shell with {@code ulimit -v}
 * @param reuse how long a process is kept
 */
record NativeSettings(Path directory, Duration silence, long addressSpaceBytes, Reuse reuse) {
    /**
     * How long a process is kept.
     *
     * @param archives most archives that one process reads
     * @param idle most processes that wait for work
     * @param idleTime how long one waits before it is ended, give or take a second
     */
    record Reuse(int archives, int idle, Duration idleTime) {
        /** 50 archives, two processes, five minutes. */
        static final Reuse DEFAULT = new Reuse(50, 2, Duration.ofMinutes(5));
        /** One archive for each process, and none that waits for work. */
        static final Reuse NONE = new Reuse(1, 0, Duration.ZERO);
    }

    /** With the default reuse. */
    NativeSettings(Path directory, Duration silence, long addressSpaceBytes) {
        this(directory, silence, addressSpaceBytes, Reuse.DEFAULT);
    }

    /** 3 GiB, and the system's folder for temporary files. */
    static NativeSettings of(Duration silence) {
        return new NativeSettings(Path.of(System.getProperty("java.io.tmpdir")), silence, 3L << 30);
    }
}
