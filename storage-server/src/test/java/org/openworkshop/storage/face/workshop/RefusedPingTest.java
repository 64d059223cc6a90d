/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.access.MutableClock;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.config.Secret;

/** Pings that no thread is free for. */
class RefusedPingTest {
    @Test
    void aPingThatNoThreadTakesEndsNothingAndTheNextOneIsTried() {
        AtomicInteger tries = new AtomicInteger();
        TransferTokens tokens = new TransferTokens(
                new Secret("0123456789abcdef0123456789abcdef"),
                new MutableClock(java.time.Instant.parse("2026-01-02T03:04:05Z")));
        JobSocket socket = new JobSocket(
                null,
                tokens,
                task -> {
                    tries.incrementAndGet();
                    throw new RejectedExecutionException("all are taken");
                },
                null);
        socket.onOpen(openForEver(), null);

        assertThatCode(socket::ping).doesNotThrowAnyException();
        assertThatCode(socket::ping).doesNotThrowAnyException();

        assertThat(tries).hasValue(2);
    }

    /** A connection whose client has no token, and has not heard yet that it is refused. */
    private static Session openForEver() {
        return (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    Class<?> type = method.getReturnType();
                    if (type == Map.class) {
                        return Map.of();
                    }
                    return type == boolean.class ? Boolean.TRUE : type == String.class ? "session" : null;
                });
    }
}
