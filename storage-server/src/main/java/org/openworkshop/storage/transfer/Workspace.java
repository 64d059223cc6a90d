/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job's folder.
 *
 * <pre>
 *   temp/&lt;job_id&gt;/meta.json        the record
 *   temp/&lt;job_id&gt;/&lt;source name&gt;    what came in
 *   temp/&lt;job_id&gt;/packed.zip       what goes out (or packed.webp)
 *   temp/&lt;job_id&gt;/.incoming        what is coming in
 *   temp/&lt;job_id&gt;/.packing-*       what is being written
 *   temp/&lt;job_id&gt;/meta.json.damaged-*   a record that cannot be read, set aside
 * </pre>
 *
 * Source names never begin with a dot, so they meet none of ours. For one operation of the job at a time.
 */
final class Workspace {
    private static final Logger LOG = LoggerFactory.getLogger(Workspace.class);

    /** Claims of a token and a few completions fit many times; what is larger is no record of ours. */
    private static final long MOST_RECORD_BYTES = 16L << 20;

    private final JobId id;
    private final Path root;
    private final Path folder;

    Workspace(MainDirectory mainDirectory, JobId id) {
        this.id = id;
        this.root = mainDirectory.root();
        this.folder = mainDirectory.temp().resolve(id.value());
    }

    JobId id() {
        return id;
    }

    boolean exists() {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    void create() throws IOException {
        Files.createDirectories(folder);
        DurableFiles.forceFolder(root.resolve("temp"));
    }

    Path incoming() {
        return folder.resolve(".incoming");
    }

    /** Bytes of what was coming in; 0 when nothing was, or it can't be told. */
    long incomingBytes() {
        try {
            return Files.isRegularFile(incoming(), LinkOption.NOFOLLOW_LINKS) ? Files.size(incoming()) : 0;
        } catch (IOException e) {
            LOG.debug("What was coming in cannot be looked at job={}", id, e);
            return 0;
        }
    }

    /** A path of its own for each call: what an abandoned decoder still writes meets nobody else's. */
    Path packing() {
        return folder.resolve(".packing-" + unique());
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The path as records write it. */
    String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** The regular file a record's path names, absent when there is none or it is not in this workspace. */
    Optional<Path> find(@Nullable String recordPath) {
        if (recordPath == null || recordPath.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = root.resolve(recordPath).normalize();
            boolean ours = folder.equals(file.getParent()) && !isInternal(String.valueOf(file.getFileName()));
            return ours && exists() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** When the record was last written, or the folder made; absent when there is no folder. */
    Optional<Instant> lastChange() throws IOException {
        if (!exists()) {
            return Optional.empty();
        }
        Path dated = Files.isRegularFile(recordFile(), LinkOption.NOFOLLOW_LINKS) ? recordFile() : folder;
        return Optional.of(Files.getLastModifiedTime(dated).toInstant());
    }

    /**
     * The record, absent when there is none. One that is damaged is set aside under another name and counts as none.
     *
     * @throws LaterVersionException when a later version of this server wrote it; it stays untouched
     */
    Optional<JobRecord> readRecord() throws IOException {
        if (!exists() || !Files.isRegularFile(recordFile(), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Optional<JobRecord> record = Files.size(recordFile()) > MOST_RECORD_BYTES
                ? Optional.empty()
                : JobRecord.parse(Files.readAllBytes(recordFile()));
        if (record.isEmpty()) {
            Path aside = folder.resolve("meta.json.damaged-" + unique());
            DurableFiles.move(recordFile(), aside);
            LOG.error("Record is damaged and set aside, its job is not known any more job={} file={}", id, aside);
        } else if (record.get().isOfLaterVersion()) {
            throw new LaterVersionException(id);
        }
        return record;
    }

    void writeRecord(JobRecord record) throws IOException {
        DurableFiles.write(recordFile(), record.toJson());
    }

    /** Deletes everything but the record and the given files; a missing file has nothing to keep. */
    void clearExcept(@Nullable Path... kept) throws IOException {
        if (!exists()) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!file.equals(recordFile()) && !Arrays.asList(kept).contains(file)) {
                    DurableFiles.deleteTree(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    void delete() throws IOException {
        DurableFiles.deleteTree(folder);
    }

    /** Records, and what is not whole yet. */
    private static boolean isInternal(String name) {
        return name.startsWith(".") || name.startsWith("meta.json");
    }

    private static String unique() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    private Path recordFile() {
        return folder.resolve("meta.json");
    }
}
