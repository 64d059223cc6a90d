/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.token;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in a token, and what the server says to it.
 *
 * @param header empty when it cannot be read
 * @param claims all of them, the registered ones too; empty when they cannot be read
 * @param refusals all reasons, the one that the server would give first; empty when it accepts the token
 */
public record Inspection(
        Map<String, @Nullable Object> header,
        Map<String, @Nullable Object> claims,
        Purpose purpose,
        List<Refusal> refusals) {
    public Inspection {
        header = Collections.unmodifiableMap(new LinkedHashMap<>(header));
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        refusals = List.copyOf(refusals);
    }

    /** Whether the server takes it. */
    public boolean isAccepted() {
        return refusals.isEmpty();
    }
}
