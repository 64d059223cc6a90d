/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/** There is no process whose threads could be dumped; the message is one word for the log. */
final class NoDumpException extends Exception {
    NoDumpException(String word) {
        super(word);
    }
}
