/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jetty.http.DateGenerator;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.ContentHash;
import org.openworkshop.storage.storage.StoredFile;

/**
 * The validators of one version of a file (RFC 9110 section 8.8).
 *
 * @param size bytes
 * @param modified last modification
 * @param etag strong entity tag with its quotes: other bytes under the same name always get another one. The content's hash
 *     when it is known; else made of size, time and identity, because files are replaced as a whole, never changed in place
 * @param reprDigest the value of {@code Repr-Digest} (RFC 9530 section 3); null when the content's hash is not known
 */
record FileVersion(
        long size, Instant modified, String etag, @Nullable String reprDigest) {
    private static final int TAG_BYTES = 12;

    /** The version of a file, whose content's hash may be known. */
    static FileVersion of(StoredFile file, Optional<ContentHash> content) {
        String tag = content.map(ContentHash::hex).orElseGet(() -> identity(file));
        return new FileVersion(
                file.size(),
                file.modified(),
                '"' + tag + '"',
                content.map(hash -> "sha-256=:" + Base64.getEncoder().encodeToString(hash.bytes()) + ":")
                        .orElse(null));
    }

    /** Hashed, because inode and device numbers are nobody's business. */
    private static String identity(StoredFile file) {
        String identity = file.size() + " " + file.modified() + " " + file.fileKey();
        byte[] hash = sha256().digest(identity.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(hash, TAG_BYTES));
    }

    /** The modification time as headers compare it: whole seconds since 1970. */
    long modifiedSeconds() {
        return modified.getEpochSecond();
    }

    /** The value of {@code Last-Modified}. */
    String lastModified() {
        return DateGenerator.formatDate(modifiedSeconds() * 1000);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
