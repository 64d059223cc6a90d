/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.OptionalLong;
import org.openworkshop.storage.config.TransferConfig;

/** Settles how many bytes a file may have. */
public final class SizeLimit {
    private SizeLimit() {}

    /**
     * The limit in bytes, 0 for none: the token's own when it carries one (0, negative or unusable lifts it), else the
     * configured one; the operator's hard limit holds regardless.
     *
     * @param claimed whether the token carries a limit
     * @param claim the limit, absent when unusable
     */
    public static long of(TransferConfig config, boolean claimed, OptionalLong claim) {
        long wanted = claimed ? Math.max(0, claim.orElse(0)) : config.maxBytes();
        long hard = config.hardMaxBytes();
        if (hard <= 0) {
            return wanted;
        }
        return wanted <= 0 ? hard : Math.min(wanted, hard);
    }
}
