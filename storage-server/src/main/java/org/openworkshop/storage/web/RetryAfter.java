/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.OptionalInt;

/** When a refused request is worth another try (RFC 9110 section 10.2.3). */
final class RetryAfter {
    /** A busy server has a free place soon, and one that stops is back soon. */
    private static final int SOON = 5;

    /** Somebody has to make room first. */
    private static final int LATER = 60;

    private RetryAfter() {}

    /** Seconds to wait after a status; empty where trying again changes nothing. */
    static OptionalInt seconds(int status) {
        return switch (status) {
            case 429, 503 -> OptionalInt.of(SOON);
            case 507 -> OptionalInt.of(LATER);
            default -> OptionalInt.empty();
        };
    }
}
