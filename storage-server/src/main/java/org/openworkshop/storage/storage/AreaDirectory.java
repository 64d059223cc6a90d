/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One area on disk. Every operation resolves links and refuses a place that is not inside the area. Thread-safe: a file
 * appears, is replaced and disappears atomically, and folders are made and removed around that as needed.
 */
public final class AreaDirectory {
    private static final int ATTEMPTS = 16;

    private final Area area;
    private final Path root;
    private final AtomicLong changes = new AtomicLong();

    AreaDirectory(Area area, Path root) {
        this.area = area;
        this.root = root;
    }

    /**
     * A number that is another one by the time a publication or deletion here returns: as long as it is the same, nothing that
     * was found has been changed by a call that has ended. Never blocks.
     */
    public long changes() {
        return changes.get();
    }

    /**
     * The file at a path; absent when nothing is there, or a folder.
     *
     * @throws RefusedPathException when a link leads out of the area
     */
    public Optional<StoredFile> find(AreaPath path) throws IOException, RefusedPathException {
        Path asked = resolve(path);
        Path real;
        BasicFileAttributes attributes;
        try {
            real = asked.toRealPath();
            requireInside(real);
            attributes = Files.readAttributes(real, BasicFileAttributes.class);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            // Nothing of that name, below a file (ENOTDIR), too long a name (ENAMETOOLONG) or a loop of links (ELOOP).
            return Optional.empty();
        }
        if (!attributes.isRegularFile()) {
            return Optional.empty();
        }
        AreaPath location = real.equals(asked)
                ? path
                : AreaPath.parse(area, root.relativize(real).toString());
        return Optional.of(new StoredFile(
                real,
                location,
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                String.valueOf(attributes.fileKey())));
    }

    /**
     * Checks that a file may be published at a path.
     *
     * @throws RefusedPathException when it is a folder, below a file, or a link leads out of the area
     */
    public void requirePublishable(AreaPath path) throws IOException, RefusedPathException {
        Path target = resolve(path);
        Path existing = target;
        while (true) {
            // What exists may be gone a moment later: then its parent is looked at.
            while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
                existing = parent(existing);
            }
            try {
                Path real = existing.toRealPath();
                requireInside(real);
                boolean folder =
                        Files.readAttributes(real, BasicFileAttributes.class).isDirectory();
                if (existing.equals(target) && folder) {
                    throw new RefusedPathException("the path is an existing folder");
                }
                if (!existing.equals(target) && !folder) {
                    throw new RefusedPathException("the path is below an existing file");
                }
                return;
            } catch (NoSuchFileException e) {
                if (Files.isSymbolicLink(existing)) {
                    throw new RefusedPathException("a symbolic link on the way leads nowhere");
                }
            } catch (AccessDeniedException e) {
                throw e;
            } catch (FileSystemException e) {
                throw new RefusedPathException("a symbolic link on the way leads in a circle");
            }
        }
    }

    /**
     * Publishes a file that is already durable: moves it to its place atomically, replacing a file that is there, and
     * makes the new names durable. Readers of a replaced file keep the old bytes.
     *
     * @throws RefusedPathException like {@link #requirePublishable}; the source stays then
     */
    public void publish(Path source, AreaPath path) throws IOException, RefusedPathException {
        Path target = resolve(path);
        for (int attempt = 1; ; attempt++) {
            requirePublishable(path);
            try {
                createFolders(parent(target));
                move(source, target);
                return;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // A deletion beside us may have removed a folder that had just become empty, or was just found to be
                // there.
                if (attempt == ATTEMPTS || !Files.exists(source)) {
                    throw e;
                }
            }
        }
    }

    private boolean deletedAndCounted(Path target) throws IOException {
        try {
            return Files.deleteIfExists(target);
        } finally {
            changes.incrementAndGet();
        }
    }

    private void move(Path source, Path target) throws IOException {
        try {
            DurableFiles.move(source, target);
        } finally {
            changes.incrementAndGet();
        }
    }

    /** Publishes a received file with its content hash; like {@link #publish(Path, AreaPath)}. */
    public void publish(PendingFile file, AreaPath path) throws IOException, RefusedPathException {
        file.finish();
        new ContentHash(file.sha256Hex()).keepWith(file.path());
        publish(file.path(), path);
    }

    /**
     * Deletes a file and the folders that became empty by it, never the area itself.
     *
     * @return false when no file is there
     * @throws RefusedPathException when a link leads out of the area
     */
    public boolean delete(AreaPath path) throws IOException, RefusedPathException {
        if (find(path).isEmpty()) {
            // Somebody else may have deleted it, and not have counted it yet.
            changes.incrementAndGet();
            return false;
        }
        Path target = resolve(path);
        if (!deletedAndCounted(target)) {
            return false;
        }
        Path folder = parent(target);
        DurableFiles.forceFolder(folder);
        removeEmptyFolders(folder);
        return true;
    }

    private void removeEmptyFolders(Path from) throws IOException {
        for (Path folder = from; !folder.equals(root) && !Files.isSymbolicLink(folder); folder = parent(folder)) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
            DurableFiles.forceFolder(parent(folder));
        }
    }

    private void createFolders(Path folder) throws IOException {
        if (folder.equals(root)) {
            return;
        }
        Path above = parent(folder);
        createFolders(above);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            DurableFiles.forceFolder(above);
        }
    }

    private Path resolve(AreaPath path) throws RefusedPathException {
        if (path.area() != area) {
            throw new IllegalArgumentException(path + " is not in " + area.key());
        }
        try {
            return root.resolve(path.relative());
        } catch (InvalidPathException e) {
            throw new RefusedPathException("the file system's encoding cannot write the path");
        }
    }

    private void requireInside(Path real) throws RefusedPathException {
        if (!real.startsWith(root)) {
            throw new RefusedPathException("a symbolic link leads out of the area");
        }
    }

    private static Path parent(Path path) {
        @Nullable Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException(path + " has no parent");
        }
        return parent;
    }
}
