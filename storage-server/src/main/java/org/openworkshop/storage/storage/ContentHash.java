/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SHA-256 of a stored file's content, known without reading the file: it is kept with the file, in its extended attribute
 * {@code user.ows.sha256}.
 *
 * <pre>
 *   1 &lt;64 lower-case hexadecimal digits&gt; &lt;size in bytes&gt; &lt;last modification in seconds&gt;.&lt;nanoseconds, nine digits&gt;
 * </pre>
 *
 * Size and time are those of the file that was hashed. A file that was edited in place since has others, and then the hash
 * counts for nothing. Where the file system keeps no such attributes no hash is known; nothing else depends on it.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ContentHash(String hex) {
    /** Java's view adds the {@code user.} that Linux wants. */
    static final String ATTRIBUTE = "ows.sha256";

    private static final Logger LOG = LoggerFactory.getLogger(ContentHash.class);
    private static final String FORM = "[0-9a-f]{64}";
    private static final int MOST_BYTES = 160;
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    /** @throws IllegalArgumentException when the text is no SHA-256 */
    public ContentHash {
        if (!hex.matches(FORM)) {
            throw new IllegalArgumentException("no SHA-256 in lower-case hexadecimal: " + hex);
        }
    }

    /** The hash of that text; absent when it is none. */
    public static Optional<ContentHash> parse(@Nullable String hex) {
        return hex != null && hex.matches(FORM) ? Optional.of(new ContentHash(hex)) : Optional.empty();
    }

    /** The hash of a file's content, read whole. Blocks. */
    public static ContentHash of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return new ContentHash(
                    HexFormat.of().formatHex(digest.getMessageDigest().digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /**
     * Keeps the hash with a file that nobody writes any more. It goes with the file when that is renamed. Blocks. Not being
     * able to is no failure: then no hash is known.
     */
    public void keepWith(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String text = text(now.size(), now.lastModifiedTime().toInstant());
            view(file).write(ATTRIBUTE, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException | UnsupportedOperationException e) {
            if (!TOLD.getAndSet(true)) {
                LOG.debug("Content hashes cannot be kept with the files reason={}", e.toString());
            }
        }
    }

    /** The hash that is kept with a file, when it is still that of its content. Blocks. */
    public static Optional<ContentHash> find(StoredFile file) {
        ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
        try {
            view(file.path()).read(ATTRIBUTE, buffer);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.trace("No content hash path={} reason={}", file.location(), e.toString());
            return Optional.empty();
        }
        String kept = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        String[] words = kept.split(" ", -1);
        return parse(words.length > 1 ? words[1] : null)
                .filter(hash -> hash.text(file.size(), file.modified()).equals(kept));
    }

    private String text(long size, Instant modified) {
        return "1 %s %d %d.%09d".formatted(hex, size, modified.getEpochSecond(), modified.getNano());
    }

    private static UserDefinedFileAttributeView view(Path file) {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new UnsupportedOperationException("the platform has no extended attributes");
        }
        return view;
    }
}
