/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

/**
 * The access service's word on one mod and one caller.
 *
 * @param status 200 when the download is allowed, otherwise the HTTP status to answer with
 * @param message the text to answer with, empty when allowed
 */
public record AccessDecision(int status, String message) {
    /** Whether the file may be sent. */
    public boolean allowed() {
        return status == 200;
    }
}
