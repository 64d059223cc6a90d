/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.AccessDecision;
import org.openworkshop.storage.trace.TraceContext;

/**
 * Asks whether a caller may download a mod. Must not block: the answer comes through the future, on any thread. What goes
 * wrong while asking is a decision too (503, 502); a future that fails is answered with 500.
 */
@FunctionalInterface
public interface AccessCheck {
    /**
     * Starts a check.
     *
     * @param modId the mod's number
     * @param accessToken the caller's cookie of that name, exactly as sent; null when absent or empty
     * @param refreshToken the caller's cookie of that name, exactly as sent; null when absent or empty
     * @param caller the request the check is made for, for a trace; null when nobody follows it
     */
    CompletableFuture<AccessDecision> check(
            long modId, @Nullable String accessToken, @Nullable String refreshToken, @Nullable TraceContext caller);
}
