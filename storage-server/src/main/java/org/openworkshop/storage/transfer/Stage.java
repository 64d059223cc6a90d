/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands.
 *
 * <pre>
 *   pending ─┬─ uploading ── uploaded ──┬─ extracting ── repacking ─┬─ packed
 *            └─ downloading ─ downloaded┘        └──────────────────┤
 *                            uploaded ──── processing ──────────────┘
 *   any ── error (the attempt failed)        any ── pending (a new attempt replaces the result)
 *   packed ── uploaded (the source is packed again on request)
 *   uploaded, extracting, repacking ── packed (packing again failed, the earlier result stays)
 * </pre>
 *
 * {@code docs/durability.md} lists the same transitions, and what a restart makes of each stage.
 */
public enum Stage {
    /** Known, or waiting in line to be fetched. */
    PENDING,
    /** The client's bytes are coming in. */
    UPLOADING,
    /** All of the client's bytes are on disk. */
    UPLOADED,
    /** The origin's bytes are coming in. */
    DOWNLOADING,
    /** All of the origin's bytes are on disk. */
    DOWNLOADED,
    /** The archive is being opened and checked. */
    EXTRACTING,
    /** The archive's entries are being written to the ZIP. */
    REPACKING,
    /** The image is being converted. */
    PROCESSING,
    /** The result is ready to be moved. */
    PACKED,
    /** The job failed. */
    ERROR;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in records and messages. */
    public String wireName() {
        return wireName;
    }

    /** The stage of that name. */
    public static Optional<Stage> find(@Nullable String wireName) {
        return Arrays.stream(values())
                .filter(stage -> stage.wireName.equals(wireName))
                .findFirst();
    }

    /** Whether a job may go from this stage to another. */
    public boolean mayBecome(Stage next) {
        return next == PENDING || next == ERROR || successors().contains(next);
    }

    /** Whether bytes are coming in. */
    boolean receives() {
        return this == UPLOADING || this == DOWNLOADING;
    }

    /** Whether progress in this stage is told in percent. */
    boolean countsPercent() {
        return this == EXTRACTING || this == REPACKING;
    }

    /** Whether the job's whole source is on disk and is being made into the result, or waits for that. */
    boolean hasSource() {
        return switch (this) {
            case UPLOADED, DOWNLOADED, EXTRACTING, REPACKING, PROCESSING -> true;
            case PENDING, UPLOADING, DOWNLOADING, PACKED, ERROR -> false;
        };
    }

    private Set<Stage> successors() {
        return switch (this) {
            case PENDING -> Set.of(UPLOADING, DOWNLOADING);
            case UPLOADING -> Set.of(UPLOADED);
            case DOWNLOADING -> Set.of(DOWNLOADED);
            case UPLOADED -> Set.of(EXTRACTING, PROCESSING, PACKED);
            case DOWNLOADED -> Set.of(EXTRACTING);
            case EXTRACTING -> Set.of(REPACKING, PACKED);
            case REPACKING, PROCESSING -> Set.of(PACKED);
            case PACKED -> Set.of(UPLOADED);
            case ERROR -> Set.of();
        };
    }
}
