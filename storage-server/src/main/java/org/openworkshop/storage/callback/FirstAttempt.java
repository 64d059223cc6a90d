/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

/** Where a completion stands once its first attempt has ended, or once it was not worth waiting for that any longer. */
public enum FirstAttempt {
    /** Manager has it. */
    DELIVERED,
    /** Manager does not have it yet; attempts go on. */
    OWED,
    /** Manager does not have it and attempts are over. */
    GIVEN_UP
}
