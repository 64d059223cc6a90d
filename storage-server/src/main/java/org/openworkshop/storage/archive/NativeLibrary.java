/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's shared library, unpacked from the class path into a private folder once and used by every worker; unpacked
 * again should a cleaner of temporary files have taken it. Closing deletes the folder. A process that is killed leaves its folder
 * behind, with a lock that nobody holds any more: the next one that unpacks a library beside it takes it away. Thread-safe.
 */
final class NativeLibrary implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String PREFIX = "native-engine-";
    private static final String LOCK = "lock";

    private final Path parent;
    private @Nullable FileChannel lock;
    private @Nullable Path folder;
    private List<Path> files = List.of();

    NativeLibrary(Path parent) {
        this.parent = parent;
    }

    /** Whether the class path has a library for this operating system and processor. */
    static boolean isForThisPlatform() {
        return NativeLibrary.class.getResource(propertiesOf(platform())) != null;
    }

    /** The private folder, made on the first call. */
    synchronized Path folder() throws IOException {
        Path known = folder;
        if (known == null || !Files.isDirectory(known)) {
            release();
            removeAbandoned(parent);
            known = Files.createTempDirectory(parent, PREFIX);
            lock = lock(known);
            folder = known;
        }
        return known;
    }

    /** The library's files in the order to load them in, unpacked on the first call. */
    synchronized List<Path> files() throws IOException {
        if (files.isEmpty() || !files.stream().allMatch(Files::isRegularFile)) {
            files = unpack(folder());
        }
        return files;
    }

    @Override
    public synchronized void close() throws IOException {
        if (folder == null) {
            return;
        }
        release();
        remove(folder);
        folder = null;
        files = List.of();
    }

    private void release() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    /** The folder's lock, which ends with the process. */
    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException("somebody else holds " + folder);
        }
        return channel;
    }

    private static void removeAbandoned(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                try {
                    removeIfAbandoned(folder);
                } catch (IOException | OverlappingFileLockException e) {
                    // Another user's, or this process' own: not ours to take away.
                    LOG.debug("A library's folder stays folder={}", folder, e);
                }
            }
        }
    }

    private static void removeIfAbandoned(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held == null) {
                return;
            }
            remove(folder);
        }
    }

    /** Deletes a folder with whatever is in it: a worker that nothing but limits hold can leave files. */
    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            // A cleaner of temporary files was faster.
            return;
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    private static List<Path> unpack(Path folder) throws IOException {
        String platform = platform();
        Properties properties = new Properties();
        try (InputStream in = open(propertiesOf(platform))) {
            properties.load(in);
        }
        List<Path> unpacked = new ArrayList<>();
        for (int i = 1; ; i++) {
            String name = properties.getProperty("lib." + i + ".name");
            if (name == null) {
                break;
            }
            Path file = folder.resolve(name);
            Files.deleteIfExists(file);
            try (InputStream in = open("/" + platform + "/" + name)) {
                Files.copy(in, file);
            }
            // Later ones are needed by earlier ones.
            unpacked.add(0, file);
        }
        return List.copyOf(unpacked);
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = NativeLibrary.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException("The class path has no " + resource);
        }
        return in;
    }

    private static String propertiesOf(String platform) {
        return "/" + platform + "/sevenzipjbinding-lib.properties";
    }

    private static String platform() {
        String system = System.getProperty("os.name").split(" ", -1)[0];
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return system + "-" + processor;
    }
}
