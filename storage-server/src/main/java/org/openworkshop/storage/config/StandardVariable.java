/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import org.jspecify.annotations.Nullable;

/**
 * An environment variable that a standard or another product names, such as {@code OTEL_SERVICE_NAME}. It yields to the key's own
 * variable and wins over the file. An empty one counts as not set.
 */
record StandardVariable<T>(String name, Reading<T> reading) {
    /** How its text is understood, which need not be how the key's own is. */
    @FunctionalInterface
    interface Reading<T> {
        /**
         * Reads.
         *
         * @return null when the text leaves the matter open
         */
        @Nullable
        T read(String text, Surroundings surroundings) throws BadValueException;
    }
}
