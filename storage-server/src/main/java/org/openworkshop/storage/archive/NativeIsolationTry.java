/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openworkshop.storage.archive.nativeworker.IsolationProbe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the strongest isolation of this machine by running a process in it that looks for holes. */
final class NativeIsolationTry {
    private static final Logger LOG = LoggerFactory.getLogger(NativeIsolationTry.class);
    private static final long PATIENCE_SECONDS = 20;
    private static final long END_SECONDS = 3;
    private static final int MAX_SAID = 4096;

    private NativeIsolationTry() {}

    /**
     * Tries one after the other, which takes some tenths of a second.
     *
     * @throws InterruptedIOException when the thread was interrupted
     */
    static NativeIsolation strongest(NativeCommand command) throws InterruptedIOException {
        for (NativeIsolation isolation : List.of(NativeIsolation.BWRAP, NativeIsolation.NAMESPACES)) {
            if (holds(command, isolation)) {
                return isolation;
            }
        }
        return NativeIsolation.least();
    }

    /** Whether a process can be started in this isolation and finds no hole in it. */
    static boolean holds(NativeCommand command, NativeIsolation isolation) throws InterruptedIOException {
        try {
            Process process = command.build(isolation, IsolationProbe.class, List.of(IsolationProbe.network()))
                    .redirectErrorStream(true)
                    .start();
            try {
                process.getOutputStream().close();
                boolean holds = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
                if (!holds) {
                    LOG.debug("An isolation does not hold isolation={} said={}", isolation.word(), said(process));
                }
                return holds;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while looking for the native engine's isolation");
            } finally {
                end(process);
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("An isolation can't be had isolation={}", isolation.word(), e);
            return false;
        }
    }

    /**
     * Gives a process a moment to end by itself, whoever is interrupted: killed while its isolation is built, it could leave a part of
     * it behind for ever.
     */
    private static void end(Process process) {
        boolean interrupted = Thread.interrupted();
        try {
            var unused = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            NativeWatch.kill(process);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String said(Process process) throws IOException {
        int there = Math.min(MAX_SAID, process.getInputStream().available());
        return new String(process.getInputStream().readNBytes(there), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ");
    }
}
