/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

/** What a manage token allows. Each has a token of its own. */
public enum ManagePermission {
    /** {@code POST /upload}. */
    UPLOAD_FILE,
    /** {@code DELETE /delete}. */
    DELETE_FILE,
    /** {@code POST /transfer/repack} and {@code /transfer/move}. */
    MANAGE_STORAGE,
    /** The admin view; only where its token is configured. */
    ADMIN
}
