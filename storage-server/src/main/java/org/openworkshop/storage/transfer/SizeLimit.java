/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.TransferConfig;

/** Settles how many bytes a file may have. */
public final class SizeLimit {
    private SizeLimit() {}

    /**
     * The limit in bytes, 0 for none: the token's own when it carries one (0, negative or unusable lifts it), else the
     * configured one; the operator's hard limit holds regardless.
     *
     * @param claimed whether the token carries a limit
     * @param claim the limit, null when unusable
     */
    public static long of(TransferConfig config, boolean claimed, @Nullable Long claim) {
        long wanted = claimed ? (claim == null || claim <= 0 ? 0 : claim) : config.maxBytes();
        long hard = config.hardMaxBytes();
        if (hard <= 0) {
            return wanted;
        }
        return wanted <= 0 ? hard : Math.min(wanted, hard);
    }
}
