/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

/**
 * One manage token: Manager gets the text, the storage server only the hash.
 *
 * @param name the key in both settings
 * @param plain base64url text, at most the 72 bytes that bcrypt looks at
 * @param hash bcrypt, modular crypt format
 */
record ManageToken(String name, String plain, String hash) {
    /** The name only: neither text nor hash belongs into a log. */
    @Override
    public String toString() {
        return "ManageToken[" + name + "]";
    }
}
