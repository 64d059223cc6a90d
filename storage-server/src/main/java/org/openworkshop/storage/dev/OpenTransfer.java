/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A transfer that Manager gave a token for, and how it ended. Thread-safe.
 *
 * <pre>pending ── stored | failed</pre>
 */
final class OpenTransfer {
    private final String jobId;
    private final String name;
    private final Target target;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    /** Where the result goes: a storage area and the path in it. */
    record Target(String area, String path) {}

    /**
     * How it ended.
     *
     * @param reason the storage server's word for what went wrong, null when stored
     * @param file what is stored now, null when it failed
     * @param claims what the completion said
     */
    record Outcome(@Nullable String reason, @Nullable StoredItem file, Map<String, Object> claims) {}

    OpenTransfer(String jobId, String name, Target target) {
        this.jobId = jobId;
        this.name = name;
        this.target = target;
    }

    String jobId() {
        return jobId;
    }

    /** The name of the file or address that came from the user. */
    String name() {
        return name;
    }

    Target target() {
        return target;
    }

    /** The first call counts: a repeated completion changes nothing. */
    void settle(Outcome how) {
        outcome.complete(how);
    }

    /** Waits for the end; null when it has not come after that many seconds. */
    @Nullable
    Outcome await(long seconds) throws InterruptedException {
        try {
            return outcome.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome is never completed with a failure", e);
        }
    }
}
