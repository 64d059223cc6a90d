/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.time.Duration;

/** Hears what happens to jobs, for metrics. Called on working threads, also with locks held; must be quick and thread-safe. */
public interface TransferListener {
    /** Hears nothing. */
    TransferListener NONE = new TransferListener() {};

    /** How a result came to be. */
    enum Way {
        /** The source is a ZIP that stays as it came. */
        KEPT,
        /** The source was packed as ZIP once it was there. */
        REPACKED,
        /** The source was packed as ZIP while it came in, so that the packing took as long as the upload. */
        STREAMED,
        /** The source is an image and was converted to WebP. */
        CONVERTED
    }

    /** An upload or fetch began. */
    default void started(TransferOrder.Kind kind) {}

    /** So many more bytes of fetched files came from their origins. */
    default void fetched(long bytes) {}

    /** A job's wait in a line is over: its turn came, or it did not wait any longer. */
    default void waited(JobLine line, Duration time) {}

    /** A job was in a stage for that long; it went on from there, or failed there. */
    default void left(Stage stage, Duration time) {}

    /** A source was made into a result, also when Manager asked for that again. */
    default void made(Way way, long sourceBytes, long resultBytes, Duration time) {}

    /** A job's result is ready. */
    default void packed(TransferOrder.Kind kind) {}

    /** A job failed. */
    default void failed(TransferOrder.Kind kind, FailureReason reason) {}

    /** A result was moved to its area. */
    default void moved(long bytes) {}
}
