/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * A value that never shows itself: {@link #toString()} is redacted, only {@link #reveal()} gives the text.
 *
 * @param reveal the secret text
 */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
