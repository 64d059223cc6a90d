/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The few file operations whose effect survives a power cut: after a method returned, what it promises is on the disk
 * (as far as the disk itself is honest about fsync). Stateless and thread-safe; every method blocks.
 */
public final class DurableFiles {
    private DurableFiles() {}

    /**
     * Replaces a file's content as a whole: temporary file in the same folder, fsync, rename, fsync of the folder. A
     * reader, or a crash, sees the old content or the new, never a part. On failure the old file stays and nothing else
     * is left.
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path folder = requireFolder(file);
        Path temporary = folder.resolve("." + file.getFileName() + "." + Long.toHexString(random()) + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        forceFolder(folder);
    }

    /**
     * Moves a file within one file system, replacing a file of that name atomically, and makes both folders durable.
     *
     * @throws java.nio.file.AtomicMoveNotSupportedException when the two are on different file systems
     */
    public static void move(Path source, Path target) throws IOException {
        Path from = requireFolder(source);
        Path to = requireFolder(target);
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(to);
        if (!from.equals(to)) {
            forceFolder(from);
        }
    }

    /** Writes a file's bytes to the disk. */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Writes a folder's list of names to the disk; a folder that is gone by now has nothing to write. */
    public static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException e) {
            return;
        }
    }

    /** Whether a file, or a link itself, was last changed before a moment; false when it is not there. */
    public static boolean isOlder(Path file, Instant moment) throws IOException {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(moment);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Deletes a folder with all it holds, without following links; does nothing when it does not exist. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static long random() {
        return ThreadLocalRandom.current().nextLong();
    }

    private static Path requireFolder(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new NoSuchFileException(file.toString(), null, "has no folder");
        }
        return folder;
    }
}
