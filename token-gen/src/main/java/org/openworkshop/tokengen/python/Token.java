/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

/**
 * A token of Python.
 *
 * @param text a name, a number or an operator as it stands there; of a string its content, escapes resolved
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        /** A string of bytes. */
        BYTES,
        /** A string with replacement fields. */
        FORMAT,
        OPERATOR
    }

    boolean is(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isName() {
        return kind == Kind.NAME;
    }

    boolean isText() {
        return kind == Kind.STRING || kind == Kind.BYTES || kind == Kind.FORMAT;
    }
}
