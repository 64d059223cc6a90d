/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The server's main directory, held by one process at a time.
 *
 * <pre>
 *   archive/  resource/  avatar/   the areas, visible to downloads
 *   temp/                          one workspace per job
 *   .moved/                        moves that were done, for their repetition
 *   .callbacks/                    what Manager is owed of jobs that are gone
 *   .staging/                      files not yet published; emptied when the directory is opened
 *   .operator                      how operators' commands reach the server that runs
 *   .lock                          locked while a server runs
 * </pre>
 *
 * All of it lies on one file system, because publishing is a rename. Thread-safe.
 */
public final class MainDirectory implements AutoCloseable {
    private final Path root;
    private final Path temp;
    private final Path staging;
    private final Map<Area, AreaDirectory> areas;
    private final FreeSpace space;
    private final FileChannel lockChannel;
    private final ReceiveThreads threads = new ReceiveThreads();
    private final AtomicLong stagingNumber = new AtomicLong();

    private MainDirectory(Path root, Map<Area, AreaDirectory> areas, FreeSpace space, FileChannel lockChannel) {
        this.root = root;
        this.temp = root.resolve("temp");
        this.staging = root.resolve(".staging");
        this.areas = areas;
        this.space = space;
        this.lockChannel = lockChannel;
    }

    /** {@link #open(Path, long)} without a limit on free space. */
    public static MainDirectory open(Path path) throws IOException, MainDirectoryException {
        return open(path, 0);
    }

    /**
     * Creates what is missing, takes the lock and empties the staging folder.
     *
     * @param minFreeBytes what writers must leave free, 0 for no limit
     * @throws MainDirectoryException when another server holds the directory, or an area is on another file system
     * @throws IOException when it cannot be created or written
     */
    public static MainDirectory open(Path path, long minFreeBytes) throws IOException, MainDirectoryException {
        Files.createDirectories(path);
        Path root = path.toRealPath();
        FileChannel lockChannel = lock(root);
        try {
            FileStore store = Files.getFileStore(root);
            Map<Area, AreaDirectory> areas = new EnumMap<>(Area.class);
            for (Area area : Area.values()) {
                Path folder = root.resolve(area.key());
                requireSameStore(store, folder);
                areas.put(area, new AreaDirectory(area, folder.toRealPath()));
            }
            requireSameStore(store, root.resolve("temp"));
            DurableFiles.deleteTree(root.resolve(".staging"));
            Files.createDirectory(root.resolve(".staging"));
            DurableFiles.forceFolder(root);
            return new MainDirectory(root, areas, new FreeSpace(store, minFreeBytes), lockChannel);
        } catch (IOException | MainDirectoryException | RuntimeException e) {
            lockChannel.close();
            throw e;
        }
    }

    private static FileChannel lock(Path root) throws IOException, MainDirectoryException {
        FileChannel channel =
                FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new MainDirectoryInUseException(root + " is in use by another server of this process", e);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new MainDirectoryInUseException(
                    root + " is in use by another server; two servers may not share one main directory");
        }
        return channel;
    }

    private static void requireSameStore(FileStore store, Path folder) throws IOException, MainDirectoryException {
        Files.createDirectories(folder);
        if (!Files.getFileStore(folder).equals(store)) {
            throw new MainDirectoryException(folder + " is on another file system than the main directory;"
                    + " publishing is a rename, so put both on one");
        }
    }

    /** The directory itself, links resolved. */
    public Path root() {
        return root;
    }

    /** The folder of the job workspaces. */
    public Path temp() {
        return temp;
    }

    /** One of the areas. */
    public AreaDirectory area(Area area) {
        AreaDirectory directory = areas.get(area);
        if (directory == null) {
            throw new IllegalStateException("no directory for " + area);
        }
        return directory;
    }

    /**
     * Starts a file that is to be published in an area.
     *
     * @param maxBytes most bytes it may take, 0 for no limit
     */
    public PendingFile stage(long maxBytes) throws IOException {
        return receive(stagingPath(), maxBytes);
    }

    /**
     * Starts a file at a path of this file system, replacing one that is there.
     *
     * @param maxBytes most bytes it may take, 0 for no limit
     */
    public PendingFile receive(Path path, long maxBytes) throws IOException {
        return PendingFile.create(path, maxBytes, space, threads.hashing(), threads.flushing());
    }

    /** A fresh path in the staging folder, for those who write the file themselves and then publish or delete it. */
    public Path stagingPath() {
        return staging.resolve(Long.toString(stagingNumber.incrementAndGet()));
    }

    /** The mounted file system that all of it is on. */
    public Mount mount() {
        return Mount.of(root);
    }

    /** The file system's free space. */
    public FreeSpace space() {
        return space;
    }

    /**
     * Removes from the staging folder what was last written before a moment: what a failure left behind.
     *
     * @return how many files went
     */
    public int sweepStaging(Instant moment) throws IOException {
        int swept = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(staging)) {
            for (Path file : files) {
                if (DurableFiles.isOlder(file, moment)) {
                    DurableFiles.deleteTree(file);
                    swept++;
                }
            }
        }
        return swept;
    }

    /** Proves that a file can be written and deleted here. */
    public void probeWritable() throws IOException {
        Path probe = stagingPath();
        try {
            Files.write(probe, new byte[] {1}, StandardOpenOption.CREATE_NEW);
        } finally {
            // On a full disk the file is made before its byte finds no room.
            Files.deleteIfExists(probe);
        }
    }

    /** Ends the threads and gives up the lock. */
    @Override
    public void close() throws IOException {
        threads.close();
        lockChannel.close();
    }
}
