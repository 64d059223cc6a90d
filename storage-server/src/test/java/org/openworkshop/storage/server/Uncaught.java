/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hears of what nobody catches, in the place of {@link FatalErrors}, until it is closed. */
public final class Uncaught implements AutoCloseable {
    private final Thread.@Nullable UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final CompletableFuture<Throwable> first = new CompletableFuture<>();

    public Uncaught() {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> first.complete(thrown));
    }

    /** The first that comes. */
    public Throwable await() throws Exception {
        return first.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }
}
