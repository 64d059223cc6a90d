/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import org.openworkshop.storage.config.ArchiveConfig;

/** The settings of a server that its operator left alone, but for what is measured. */
final class BenchConfig {
    private static final ArchiveConfig.Bounds BOUNDS = new ArchiveConfig.Bounds(0, 4096, 100, 32 << 20);

    /** As many threads as there are processors. */
    static final int CORES = Runtime.getRuntime().availableProcessors();

    private BenchConfig() {}

    /** @param threads how many work on one archive */
    static ArchiveConfig archive(int threads) {
        return new ArchiveConfig(true, 100_000, 200, BOUNDS, new ArchiveConfig.Work(true, threads));
    }

    /** A kept ZIP's data is not looked at. */
    static ArchiveConfig unverified() {
        return new ArchiveConfig(false, 100_000, 200, BOUNDS, new ArchiveConfig.Work(true, CORES));
    }
}
