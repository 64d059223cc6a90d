/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt at a job ended, as an operator sees it.
 *
 * @param kind {@code archive} or {@code img}
 * @param fetched whether it came from a URL, not from a client
 * @param fileName the source's name, foreign text; null when it was never known
 * @param reason why it failed, the word Manager reads; null when it did not
 * @param detail what exactly was wrong, one line; null when nothing was
 * @param bytes received
 * @param packedBytes the result's size, null without one
 */
public record EndedJob(
        JobId id,
        String kind,
        boolean fetched,
        @Nullable String fileName,
        @Nullable String reason,
        @Nullable String detail,
        long bytes,
        @Nullable Long packedBytes,
        Instant startedAt,
        Instant endedAt) {

    /** @param record the attempt's, which is not the job's when it was refused */
    static EndedJob failed(Attempt attempt, JobRecord record, TransferException failure) {
        return of(attempt, record, failure, null);
    }

    static EndedJob packed(Attempt attempt, long packedBytes) {
        return of(attempt, attempt.job().record(), null, packedBytes);
    }

    private static EndedJob of(
            Attempt attempt, JobRecord record, @Nullable TransferException failure, @Nullable Long packedBytes) {
        Job job = attempt.job();
        return new EndedJob(
                job.id(),
                attempt.order().kind().wireName(),
                record.has(RecordKey.DOWNLOAD_URL),
                record.text(RecordKey.FILENAME),
                failure == null ? null : failure.reasonText(),
                failure == null ? null : failure.detail(),
                attempt.received().bytes(),
                packedBytes,
                record.createdAt(),
                job.clock().instant());
    }
}
