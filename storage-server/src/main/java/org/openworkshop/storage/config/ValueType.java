/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * What a key accepts and how it is read and written. Implementations are immutable.
 *
 * @param <T> the value that the rest of the program sees
 */
interface ValueType<T> {
    /**
     * Reads a value as the TOML file has it: {@link String}, {@link Long}, {@link Double}, {@link Boolean},
     * {@link java.util.List}, or a table or date, which no type accepts.
     */
    T fromToml(Object raw, Surroundings surroundings) throws BadValueException;

    /** Reads a value as an environment variable has it. */
    T fromText(String text, Surroundings surroundings) throws BadValueException;

    /** The value as TOML, redacted where it is a secret; {@code raw} is what it was read from. */
    String toToml(T value, Object raw);

    /** What is accepted, with unit and bounds: "integer, 0 to 65535". */
    String accepts();
}
