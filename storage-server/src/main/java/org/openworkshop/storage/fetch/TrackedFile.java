/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The file of one fetch with what its origin said about it, and with the listener, who is asked before bytes are written
 * and told after, and is given a point to resume from now and then. One thread at a time.
 */
final class TrackedFile {
    /** A crash costs at most what came in within this time. */
    static final Duration CHECKPOINT_TIME = Duration.ofSeconds(1);

    /** And at most this many bytes, so that on fast lines the disk is kept busy and not flooded all at once. */
    static final long CHECKPOINT_BYTES = 32L << 20;

    private final PartialFile file;
    private final FetchListener listener;
    private final LongSupplier nanoTime;
    private boolean begun;
    private @Nullable Validator validator;
    private @Nullable Long total;
    private @Nullable String fileName;
    private long savedBytes;
    private long savedAt;

    TrackedFile(PartialFile file, FetchListener listener, LongSupplier nanoTime) {
        this.file = file;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.savedAt = nanoTime.getAsLong();
    }

    long size() {
        return file.size();
    }

    /** Whether a body has begun, in this fetch or in the one that is gone on with. */
    boolean hasBegun() {
        return begun;
    }

    /** What proves that more bytes belong to those here, null when nothing does. */
    @Nullable
    Validator validator() {
        return validator;
    }

    /** The size the origin states, null when it states none. */
    @Nullable
    Long total() {
        return total;
    }

    @Nullable
    String fileName() {
        return fileName;
    }

    /** Whether all bytes are here although no body has ended with them; then there is nothing to ask for. */
    boolean isWhole() {
        Long expected = total;
        return validator != null && expected != null && expected > 0 && file.size() == expected;
    }

    /** Goes on with what an earlier fetch left, or empties the file when that can't be. */
    void adopt(ResumePoint point) throws IOException {
        Validator known = Validator.of(point.validator());
        Long stated = point.total();
        if (known == null || point.bytes() <= 0 || (stated != null && stated < point.bytes())) {
            file.restart();
            return;
        }
        begun = true;
        validator = known;
        total = stated;
        fileName = point.fileName();
        if (file.adopt(point.bytes())) {
            savedBytes = file.size();
            listener.started(total, fileName);
            listener.progress(file.size());
        } else {
            begun = false;
            validator = null;
            total = null;
            fileName = null;
            file.restart();
        }
    }

    /** Begins the file anew with an answer that says this about the whole. */
    void begin(@Nullable Validator validator, @Nullable Long total, @Nullable String fileName) throws IOException {
        boolean restarted = begun;
        file.restart();
        begun = true;
        this.validator = validator;
        this.total = total;
        this.fileName = fileName;
        requireRest();
        listener.started(total, fileName);
        if (restarted) {
            listener.progress(0);
        }
        // Before the first byte: should it be written and this not, the new bytes would be taken for the old file's.
        checkpoint();
    }

    /** Goes on where the file ends, with an answer that states this total. */
    void proceed(@Nullable Long stated) throws IOException {
        if (total == null) {
            total = stated;
        }
        requireRest();
    }

    private void requireRest() throws IOException {
        Long expected = total;
        if (expected != null && expected > file.size()) {
            listener.requireSpace(expected - file.size());
        }
    }

    void append(byte[] bytes, int length) throws IOException {
        listener.requireSpace(length);
        file.append(bytes, length);
        listener.progress(file.size());
        if (validator != null && isCheckpointDue()) {
            checkpoint();
        }
    }

    private boolean isCheckpointDue() {
        return file.size() - savedBytes >= CHECKPOINT_BYTES
                || nanoTime.getAsLong() - savedAt >= CHECKPOINT_TIME.toNanos();
    }

    private void checkpoint() throws IOException {
        ResumePoint point = point();
        if (point != null) {
            file.force();
        }
        listener.checkpoint(point);
        savedBytes = file.size();
        // Counted from the end, or a slow disk would be forced without a pause.
        savedAt = nanoTime.getAsLong();
    }

    private @Nullable ResumePoint point() {
        Validator known = validator;
        return known == null ? null : new ResumePoint(file.size(), known.value(), total, fileName);
    }

    /** The origin's bytes don't fit those here: the next body starts from zero. */
    void distrust() {
        validator = null;
    }

    /** After an interrupt: lets the file stay, and tells how far it is, when a later fetch can go on with it. */
    void suspend() throws IOException {
        ResumePoint point = point();
        if (point != null) {
            file.keep();
            listener.checkpoint(point);
        }
    }

    /** Ends the file; see {@link PartialFile#complete}. */
    FetchResult complete() throws IOException {
        return new FetchResult(file.size(), file.complete(), total, fileName);
    }
}
