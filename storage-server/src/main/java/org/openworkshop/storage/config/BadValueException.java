/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/** A value that its key does not accept. The message never repeats a secret. */
final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String expected;

    /**
     * @param what what is wrong, to be read after the key: "is 12 bytes long"
     * @param expected what would be right: "use ..."
     */
    BadValueException(String what, String expected) {
        super(what);
        this.expected = expected;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    String expected() {
        return expected;
    }
}
