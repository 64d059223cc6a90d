/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * Section {@code [admin]}.
 *
 * @param tokenHash bcrypt hash; empty when the admin view is off
 */
public record AdminConfig(Secret tokenHash) {
    /** Whether people may use the admin view at all. */
    public boolean enabled() {
        return !tokenHash.reveal().isEmpty();
    }
}
