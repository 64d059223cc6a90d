/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one job stands, as an operator sees it. Nothing in it is secret: of the transfer token there is only what kind of
 * transfer it asked for.
 *
 * @param kind {@code archive} or {@code img}, null while that is not on record
 * @param fetched whether it comes from a URL, not from a client
 * @param host the host of that URL, null without one
 * @param fileName the source's name, foreign text; null while it is not known
 * @param bytesPerSecond of the source, received or packed; null when that is not known
 * @param startedAt when its present attempt began
 * @param underWay whether it is worked on or waits for that, and can be cancelled
 */
public record JobStatus(
        JobId id,
        @Nullable String kind,
        boolean fetched,
        @Nullable String host,
        @Nullable String fileName,
        JobEvent progress,
        @Nullable Long bytesPerSecond,
        Instant startedAt,
        boolean underWay) {

    /** What is known of a job now. */
    static JobStatus of(Job job) {
        JobRecord record = job.record();
        String kind = record.text(RecordKey.TRANSFER_KIND);
        boolean underWay = job.cancellation().isOpen();
        JobEvent event = job.topic().snapshot();
        boolean anew = underWay && (event.stage() == Stage.PACKED || event.stage() == Stage.ERROR);
        return new JobStatus(
                job.id(),
                kind == null ? TransferOrder.Kind.ARCHIVE.wireName() : kind,
                record.has(RecordKey.DOWNLOAD_URL),
                host(record.text(RecordKey.DOWNLOAD_URL)),
                record.text(RecordKey.FILENAME),
                anew ? pending(event) : event,
                job.topic().bytesPerSecond(),
                record.createdAt(),
                underWay);
    }

    /** What is left of an earlier attempt while the new one waits for its turn. */
    private static JobEvent pending(JobEvent event) {
        return new JobEvent(event.type(), 0, null, Stage.PENDING, null, null, null, event.queue(), event.etaSeconds());
    }

    /** The rest of a URL may hold what opens it. */
    private static @Nullable String host(@Nullable String url) {
        if (url == null) {
            return null;
        }
        try {
            return new URI(url).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
