/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native archive engine, one per server: owns its unpacked library and all of its worker processes. Nothing is unpacked or
 * started before it is needed; closing ends every worker and deletes what was unpacked. Thread-safe.
 */
final class NativeEngine implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(NativeEngine.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(60);

    private final NativeSettings settings;
    private final Class<?> worker;
    private final Clock clock;
    private final NativeLibrary library;
    private final Set<NativeProcess> running = ConcurrentHashMap.newKeySet();
    private boolean closed;
    private boolean worked;
    private @Nullable Instant failed;

    NativeEngine(NativeSettings settings) {
        this(settings, NativeWorker.class, Clock.systemUTC());
    }

    /** @param worker the class whose {@code main} the process runs */
    NativeEngine(NativeSettings settings, Class<?> worker, Clock clock) {
        this.settings = settings;
        this.worker = worker;
        this.clock = clock;
        this.library = new NativeLibrary(settings.directory());
    }

    /** Whether there is a library for this operating system and processor. Costs nothing. */
    static boolean supported() {
        return NativeLibrary.isForThisPlatform();
    }

    /**
     * Whether a worker starts and loads the library. The first call tries, which takes a good part of a second; success is
     * remembered, a failure is looked into again after a minute.
     */
    synchronized boolean available() {
        if (worked) {
            return true;
        }
        if (closed || !supported()) {
            return false;
        }
        if (failed != null && clock.instant().isBefore(failed.plus(RETRY_AFTER))) {
            return false;
        }
        try (NativeProcess process = start()) {
            process.expect(WorkerProtocol.READY);
            worked = true;
        } catch (ArchiveException | IOException e) {
            LOG.warn("The native archive engine does not start", e);
            failed = clock.instant();
        }
        return worked;
    }

    /** Starts a worker. The caller closes it. */
    NativeProcess start() throws IOException {
        ProcessBuilder command =
                NativeCommand.build(worker, library.files(), library.folder(), settings.addressSpaceBytes());
        NativeProcess process = new NativeProcess(command.start(), settings.silence(), running::remove);
        running.add(process);
        if (isClosed()) {
            process.close();
            throw new IOException("The native archive engine was closed");
        }
        return process;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            worked = false;
        }
        running.forEach(NativeProcess::close);
        library.close();
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
