/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A token, by its SHA-256, together with the permission it was shown for. The token itself is not kept. */
final class CheckedToken {
    private final ManagePermission permission;
    private final byte[] sha256;

    CheckedToken(ManagePermission permission, String token) {
        this.permission = permission;
        this.sha256 = sha256(token);
    }

    ManagePermission permission() {
        return permission;
    }

    /** The digest itself, not to be changed. */
    byte[] sha256() {
        return sha256;
    }

    /** SHA-256 of the text's UTF-8 bytes. */
    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CheckedToken token
                && token.permission == permission
                && MessageDigest.isEqual(token.sha256, sha256);
    }

    @Override
    public int hashCode() {
        return 31 * permission.hashCode() + Arrays.hashCode(sha256);
    }
}
