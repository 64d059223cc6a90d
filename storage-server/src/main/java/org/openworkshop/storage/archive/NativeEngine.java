/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native archive engine, one per server: owns its unpacked library and all of its worker processes. Nothing is unpacked or
 * started before it is asked for; closing ends every worker and deletes what was unpacked. Thread-safe.
 */
final class NativeEngine implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(NativeEngine.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(60);

    private final NativeSettings settings;
    private final Class<?> worker;
    private final Clock clock;
    private final NativeLibrary library;
    private final NativePool pool;
    private volatile @Nullable NativeIsolation isolation;
    private volatile boolean worked;
    private volatile @Nullable Instant failed;
    private volatile boolean closed;

    NativeEngine(NativeSettings settings, NativeEngineListener listener) {
        this(settings, NativeWorker.class, Clock.systemUTC(), listener);
    }

    /** @param worker the class whose {@code main} the processes run */
    NativeEngine(NativeSettings settings, Class<?> worker, Clock clock, NativeEngineListener listener) {
        this.settings = settings;
        this.worker = worker;
        this.clock = clock;
        this.library = new NativeLibrary(settings.directory());
        this.pool = new NativePool(this::start, settings.reuse(), listener);
    }

    /** Whether there is a library for this operating system and processor. Costs nothing. */
    static boolean supported() {
        return NativeLibrary.isForThisPlatform();
    }

    /** As {@code native_engine} in the health document: {@code ok}, {@code failing}, or {@code loading} before it was tried. */
    String state() {
        return worked ? "ok" : failed == null ? "loading" : "failing";
    }

    /** What is in force, null before the first need. */
    @Nullable
    NativeIsolation knownIsolation() {
        return isolation;
    }

    /**
     * Whether a worker starts and loads the library. The first call tries, which takes a good part of a second; success is
     * remembered, and the worker waits for the first archive; a failure is looked into again after a minute.
     */
    synchronized boolean available() {
        if (closed || !supported()) {
            return false;
        }
        if (worked) {
            return true;
        }
        Instant before = failed;
        if (before != null && clock.instant().isBefore(before.plus(RETRY_AFTER))) {
            return false;
        }
        try {
            pool.giveBackUnused(pool.take());
            worked = true;
        } catch (ArchiveException | IOException e) {
            if (closed || Thread.currentThread().isInterrupted()) {
                LOG.debug("The server stops while the native archive engine is tried", e);
                return false;
            }
            LOG.warn("The native archive engine does not start", e);
            failed = clock.instant();
        }
        return worked;
    }

    /** The worker processes. */
    NativePool pool() {
        return pool;
    }

    private NativeProcess start(NativeProcess.Owner owner) throws IOException {
        List<Path> files;
        NativeCommand command;
        NativeIsolation in;
        synchronized (library) {
            files = library.files();
            command = new NativeCommand(library.folder(), worker, settings.addressSpaceBytes());
            in = isolation(command);
        }
        List<String> arguments =
                files.stream().map(file -> file.toAbsolutePath().toString()).toList();
        return new NativeProcess(command.build(in, worker, arguments), settings.silence(), owner);
    }

    /** What is in force, found out on the first call. */
    private NativeIsolation isolation(NativeCommand command) throws IOException {
        NativeIsolation known = isolation;
        if (known == null) {
            known = NativeIsolationTry.strongest(command);
            isolation = known;
            LOG.info("The native archive engine runs in processes of its own isolation={}", known.word());
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        pool.close();
        synchronized (library) {
            library.close();
        }
    }
}
