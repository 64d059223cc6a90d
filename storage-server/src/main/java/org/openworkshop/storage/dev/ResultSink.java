/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Takes a downloaded result, compares it with what it should be, and keeps it when a file was named for it.
 *
 * @param output where it is kept once it is whole and right, replacing what was there; null: nowhere
 */
record ResultSink(@Nullable Path output) {
    /**
     * Reads to the end.
     *
     * @throws IngestException when size or digest are not those that Manager was told
     */
    void take(InputStream body, Ingest.Stored expected) throws IngestException, IOException {
        if (output == null) {
            compare(body, OutputStream.nullOutputStream(), expected);
            return;
        }
        Path part = output.resolveSibling(output.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                compare(body, out, expected);
            }
            Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void compare(InputStream body, OutputStream out, Ingest.Stored expected)
            throws IngestException, IOException {
        DigestInputStream digested = new DigestInputStream(body, sha256());
        long bytes = digested.transferTo(out);
        if (bytes != expected.bytes()) {
            throw new IngestException(
                    "The download has " + bytes + " bytes, and Manager was told of " + expected.bytes());
        }
        String digest = HexFormat.of().formatHex(digested.getMessageDigest().digest());
        if (!digest.equals(expected.sha256())) {
            throw new IngestException("The download is not what Manager was told of: its SHA-256 is " + digest
                    + " and not " + expected.sha256());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
