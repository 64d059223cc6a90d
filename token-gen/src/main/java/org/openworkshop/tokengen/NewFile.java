/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that only its owner may read, and that is there whole under its name or not at all. Nothing is ever replaced. Closed
 * without {@link #publish}, it leaves nothing behind.
 */
final class NewFile implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path target;
    private final Path beside;

    private NewFile(Path target, Path beside) {
        this.target = target;
        this.beside = beside;
    }

    /**
     * Writes the text beside the target, durably.
     *
     * @throws FileAlreadyExistsException when there is something of that name, a broken link too
     */
    static NewFile write(Path file, String text) throws IOException {
        Path target = file.toAbsolutePath();
        requireAbsent(target);
        Path beside = Files.createTempFile(
                target.getParent(), ".token-gen-", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        NewFile written = new NewFile(target, beside);
        try (FileChannel out = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(beside, OWNER_ONLY);
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
            return written;
        } catch (IOException | RuntimeException e) {
            written.close();
            throw e;
        }
    }

    /**
     * Fails early, for those who have not yet something to write.
     *
     * @throws FileAlreadyExistsException when there is something of that name
     */
    static void requireAbsent(Path file) throws FileAlreadyExistsException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
    }

    /**
     * Gives it its name. A hard link does that only where nothing has the name yet, which a rename does not.
     *
     * @throws FileAlreadyExistsException when somebody else was faster
     */
    void publish() throws IOException {
        Files.createLink(target, beside);
        try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(beside);
    }
}
