/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

/** Text that is no Python, so that nothing after it can be told. The message names the line and never quotes a value. */
public final class PythonSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    PythonSyntaxException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** The line, counted from 1. */
    public int line() {
        return line;
    }
}
