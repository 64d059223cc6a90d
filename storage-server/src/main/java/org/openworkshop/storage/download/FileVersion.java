/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.eclipse.jetty.http.DateGenerator;
import org.openworkshop.storage.storage.StoredFile;

/**
 * The validators of one version of a file (RFC 9110 section 8.8).
 *
 * @param size bytes
 * @param modified last modification
 * @param etag strong entity tag with its quotes: other bytes under the same name always get another one, because files are
 *     replaced as a whole, never changed in place
 */
record FileVersion(long size, Instant modified, String etag) {
    private static final int TAG_BYTES = 12;

    static FileVersion of(StoredFile file) {
        // Hashed, because inode and device numbers are nobody's business.
        String identity = file.size() + " " + file.modified() + " " + file.fileKey();
        byte[] hash = sha256().digest(identity.getBytes(StandardCharsets.UTF_8));
        String tag = '"' + HexFormat.of().formatHex(Arrays.copyOf(hash, TAG_BYTES)) + '"';
        return new FileVersion(file.size(), file.modified(), tag);
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
