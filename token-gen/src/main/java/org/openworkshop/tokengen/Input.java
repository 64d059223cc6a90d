/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.IOException;

/** What is read from standard input, once. */
interface Input {
    /** More than any secret or token has. */
    int MOST_SECRET_BYTES = 128 * 1024;

    /**
     * Reads a secret: to the end, or one line from a person at a terminal, without showing what is typed. Blocks.
     *
     * @param prompt what a person is asked
     * @throws IOException when it cannot be read, or is longer than {@link #MOST_SECRET_BYTES}
     */
    byte[] readSecret(String prompt) throws IOException;

    /**
     * Reads everything. Blocks.
     *
     * @throws IOException when it cannot be read, or is longer than that
     */
    byte[] readAll(int mostBytes) throws IOException;
}
