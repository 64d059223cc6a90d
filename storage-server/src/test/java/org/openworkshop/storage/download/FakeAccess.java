/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.AccessDecision;
import org.openworkshop.storage.trace.TraceContext;

/** An access check that answers as told and remembers what it was asked. */
final class FakeAccess implements AccessCheck {
    static final AccessDecision YES = new AccessDecision(200, "");
    static final AccessDecision NO = new AccessDecision(403, "Buy it first");

    record Asked(
            long modId,
            @Nullable String accessToken,
            @Nullable String refreshToken) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile LongFunction<CompletableFuture<AccessDecision>> answers =
            id -> CompletableFuture.completedFuture(NO);

    void answer(LongFunction<CompletableFuture<AccessDecision>> answers) {
        this.answers = answers;
    }

    void answer(AccessDecision decision) {
        answers = id -> CompletableFuture.completedFuture(decision);
    }

    @Override
    public CompletableFuture<AccessDecision> check(
            long modId, @Nullable String accessToken, @Nullable String refreshToken, @Nullable TraceContext caller) {
        asked.add(new Asked(modId, accessToken, refreshToken));
        return answers.apply(modId);
    }
}
