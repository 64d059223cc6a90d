/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/** Hears what happens to jobs, for metrics. Called on working threads; must be quick and thread-safe. */
public interface TransferListener {
    /** An upload or fetch began. */
    default void started(TransferOrder.Kind kind) {}

    /** A job's result is ready. */
    default void packed(TransferOrder.Kind kind, long receivedBytes, long packedBytes) {}

    /** A job failed; {@code reason} is the word Manager reads. */
    default void failed(TransferOrder.Kind kind, String reason) {}

    /** A result was moved to its area. */
    default void moved(long bytes) {}
}
