/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.openworkshop.storage.callback.CompletionFiles;
import org.openworkshop.storage.callback.CompletionRecord;
import org.openworkshop.storage.callback.StoredCompletion;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.transfer.JobId;

/**
 * Everything that a main directory says of owed and given up completions, wherever it is kept: in the records of jobs
 * ({@code temp/<job_id>/meta.json}) and in the files of those that outlive their job ({@code .callbacks/}).
 *
 * <p>Reading needs no lock, because both are replaced atomically. A running server moves a completion from the record to the
 * file by writing the file first; so the records are read first here, and nothing is missed on its way.
 */
final class StoredCallbacks {
    private final Path mainDir;

    StoredCallbacks(Path mainDir) {
        this.mainDir = mainDir;
    }

    /** All of them, each job's together and oldest first. Damaged files are logged and left out. */
    List<StoredCompletion> all() throws IOException {
        Map<String, List<StoredCompletion>> inRecords = new LinkedHashMap<>();
        for (JobId id : workspaces()) {
            inRecords.put(id.value(), CompletionRecord.peek(record(id.value()), id.value()));
        }
        Map<String, List<StoredCompletion>> inFiles = new LinkedHashMap<>();
        for (StoredCompletion each : CompletionFiles.peekAll(mainDir)) {
            inFiles.computeIfAbsent(each.completion().jobId(), job -> new ArrayList<>())
                    .add(each);
        }
        List<StoredCompletion> all = new ArrayList<>();
        inRecords.forEach((job, records) -> all.addAll(joined(inFiles.getOrDefault(job, List.of()), records)));
        inFiles.forEach((job, files) -> all.addAll(inRecords.containsKey(job) ? List.of() : files));
        return all;
    }

    /** Those of one job, oldest first. */
    List<StoredCompletion> of(String jobId) throws IOException {
        List<StoredCompletion> inRecord = CompletionRecord.peek(record(jobId), jobId);
        return joined(CompletionFiles.peek(mainDir, jobId), inRecord);
    }

    /** What has left the record is older than what is in it. On its way it is in both, and the file is newer. */
    private static List<StoredCompletion> joined(List<StoredCompletion> inFile, List<StoredCompletion> inRecord) {
        Map<String, StoredCompletion> byKey = new LinkedHashMap<>();
        inFile.forEach(each -> byKey.put(each.idempotencyKey(), each));
        inRecord.forEach(each -> byKey.putIfAbsent(each.idempotencyKey(), each));
        return List.copyOf(byKey.values());
    }

    /**
     * Changes the completions in a job's record durably, and no other key of it. For the process that holds the main
     * directory. Does nothing when there is no record, or none that this version may change.
     */
    void changeRecord(String jobId, UnaryOperator<List<StoredCompletion>> how) throws IOException {
        Path file = record(jobId);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Optional<CompletionRecord> record = CompletionRecord.parse(Files.readAllBytes(file));
        if (record.isEmpty() || record.get().isOfLaterVersion()) {
            return;
        }
        List<StoredCompletion> before = record.get().completions(jobId);
        List<StoredCompletion> after = how.apply(before);
        if (!after.equals(before)) {
            DurableFiles.write(file, record.get().with(after).toJson());
        }
    }

    private List<JobId> workspaces() throws IOException {
        List<JobId> ids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(mainDir.resolve("temp"))) {
            for (Path entry : entries) {
                JobId.find(String.valueOf(entry.getFileName())).ifPresent(ids::add);
            }
        } catch (NoSuchFileException e) {
            return ids;
        }
        return ids;
    }

    private Path record(String jobId) {
        return mainDir.resolve("temp").resolve(jobId).resolve("meta.json");
    }
}
