/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a running server holds: open files and sockets, threads, and heap after a collection. */
record Footprint(long handles, long threads, long heapBytes) {
    private static final int HANDLE_SLACK = 15;
    private static final int THREAD_SLACK = 15;
    private static final long HEAP_SLACK = 6 << 20;

    /** Measures; the server should be idle. */
    static Footprint of(KillableServer server, StorageApi api) throws IOException, InterruptedException {
        long pid = server.pid();
        collect(pid);
        collect(pid);
        long heap = (long) api.figure("jvm_memory_used_bytes{area=\"heap\"}");
        return new Footprint(count("/proc/" + pid + "/fd"), count("/proc/" + pid + "/task"), heap);
    }

    private static void collect(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("the heap of process " + pid + " cannot be collected");
        }
    }

    private static long count(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return entries.count();
        }
    }

    /** Whether it is about the same as before. */
    boolean isLike(Footprint before) {
        return handles <= before.handles + HANDLE_SLACK
                && threads <= before.threads + THREAD_SLACK
                && heapBytes <= before.heapBytes + HEAP_SLACK;
    }
}
