/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/** Why a check found no status, as words for the log and the hook; {@code docs/watchdog.md} lists them. */
enum CheckError {
    /** The check's time was over, wherever it stood. */
    TIMEOUT("timeout"),
    /** Nobody listens there. */
    CONNECTION_REFUSED("connection_refused"),
    /** There is no way to that address. */
    UNREACHABLE("unreachable"),
    /** The host's name has no address. */
    UNKNOWN_HOST("unknown_host"),
    /** Certificate or encryption are not as they should be. */
    TLS("tls"),
    /** Connected, and then no status line came, but an end, a reset or something else. */
    NO_HTTP_ANSWER("no_http_answer"),
    /** The answer began with a status line, and what follows it broke off or cannot be read. */
    BROKEN_ANSWER("broken_answer"),
    /** The check before this one still hangs, in a name lookup most likely, so this one was not made. */
    PREVIOUS_CHECK_STUCK("previous_check_stuck"),
    /** The watchdog could not make the check. */
    NOT_CHECKED("not_checked");

    private final String word;

    CheckError(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
