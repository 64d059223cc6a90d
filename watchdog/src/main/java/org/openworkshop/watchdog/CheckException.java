/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/** A check that found no status. Its message is the word alone, because messages below it may quote the address with its secrets. */
final class CheckException extends Exception {
    private static final long serialVersionUID = 1L;

    private final CheckError error;

    CheckException(CheckError error) {
        super(error.word());
        this.error = error;
    }

    CheckError error() {
        return error;
    }
}
