/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Sessions sessions = new Sessions(
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now.get();
                }
            },
            new SecureRandom());

    @Test
    void sessionEndsWhenItsTimeIsOver() {
        String name = sessions.begin();
        now.set(Instant.EPOCH.plus(Sessions.LIFETIME).minusSeconds(1));
        assertThat(sessions.isOpen(name)).isTrue();
        now.set(Instant.EPOCH.plus(Sessions.LIFETIME));
        assertThat(sessions.isOpen(name)).isFalse();
    }

    @Test
    void oldestSessionMakesRoomForANewOne() {
        String first = sessions.begin();
        String second = sessions.begin();
        for (int i = 1; i < Sessions.MOST; i++) {
            sessions.begin();
        }
        assertThat(sessions.isOpen(first)).isFalse();
        assertThat(sessions.isOpen(second)).isTrue();
    }

    @Test
    void namesAreNotAlikeAndUnknownOnesOpenNothing() {
        assertThat(sessions.begin()).hasSize(43).isNotEqualTo(sessions.begin());
        assertThat(sessions.isOpen("")).isFalse();
        sessions.end("never there");
    }
}
