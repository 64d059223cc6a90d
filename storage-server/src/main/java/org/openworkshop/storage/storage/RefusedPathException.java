/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

/** A path that is not a safe place inside its area. The message names the rule. */
public final class RefusedPathException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedPathException(String rule) {
        super(rule);
    }
}
