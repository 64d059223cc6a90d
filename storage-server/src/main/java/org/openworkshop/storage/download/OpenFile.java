/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.openworkshop.storage.storage.StoredFile;

/**
 * A stored file opened for sending: what is read through it stays the same when the name is given to another file.
 *
 * @param channel for reading by position; to be closed by whoever holds this
 * @param file the file that is open, as it was when it was found
 */
record OpenFile(FileChannel channel, StoredFile file) implements AutoCloseable {
    /** Opens a found file; absent when its place is empty or holds another version by now, so that it must be found anew. */
    static Optional<OpenFile> open(StoredFile found) throws IOException {
        FileChannel channel;
        try {
            // The path has its links resolved: a link at its end is a replacement.
            channel = FileChannel.open(found.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean same = false;
        try {
            // Same before and after opening: then it is also what was opened.
            same = channel.size() == found.size() && isStill(found);
        } finally {
            if (!same) {
                channel.close();
            }
        }
        return same ? Optional.of(new OpenFile(channel, found)) : Optional.empty();
    }

    /** Whether a path still holds the version that was found there. */
    static boolean isStill(StoredFile found) throws IOException {
        Path path = found.path();
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return now.isRegularFile()
                    && now.size() == found.size()
                    && now.lastModifiedTime().toInstant().equals(found.modified())
                    && String.valueOf(now.fileKey()).equals(found.fileKey());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
