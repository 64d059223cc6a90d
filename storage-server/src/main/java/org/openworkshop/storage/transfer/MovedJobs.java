/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.MainDirectory;

/**
 * Remembers moves that succeeded, so that Manager's repeated request gets the same answer: one record per job in
 * {@code <main dir>/.moved/}. Thread-safe for different jobs.
 */
final class MovedJobs {
    private static final String ENDING = ".json";

    private final Path folder;

    MovedJobs(MainDirectory mainDirectory) throws IOException {
        this.folder = mainDirectory.root().resolve(".moved");
        Files.createDirectories(folder);
        DurableFiles.forceFolder(mainDirectory.root());
    }

    void remember(JobId id, JobRecord record) throws IOException {
        DurableFiles.write(file(id), record.toJson());
    }

    Optional<JobRecord> find(JobId id) throws IOException {
        return Files.isRegularFile(file(id), LinkOption.NOFOLLOW_LINKS)
                ? JobRecord.parse(Files.readAllBytes(file(id)))
                : Optional.empty();
    }

    /**
     * Forgets moves made before a moment, but for those of jobs whose completion is still owed: Manager may ask for the move
     * again when it gets it.
     */
    void forgetBefore(Instant moment, Debts debts) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                // Others write here at the same time: a temporary file may be gone by now.
                if (DurableFiles.isOlder(file, moment) && !debts.isOwed(jobId(file))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String jobId(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : "";
    }

    private Path file(JobId id) {
        return folder.resolve(id.value() + ENDING);
    }
}
