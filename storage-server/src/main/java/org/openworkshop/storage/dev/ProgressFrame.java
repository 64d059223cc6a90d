/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import org.jspecify.annotations.Nullable;

/**
 * What the storage server tells about a job on its WebSocket.
 *
 * @param event {@code progress}, {@code stage}, {@code complete} or {@code error}
 * @param bytes received so far
 * @param total expected, null when not known
 * @param percent 0 to 100 while the archive is read and written, otherwise null
 * @param message what went wrong, with {@code error} only
 */
record ProgressFrame(
        String event,
        long bytes,
        @Nullable Long total,
        String stage,
        @Nullable Integer percent,
        @Nullable String message) {

    /** Whether nothing follows. */
    boolean isLast() {
        return event.equals("complete") || isError();
    }

    boolean isError() {
        return event.equals("error");
    }

    /** Whether the stage is about bytes that come in. */
    boolean isReceiving() {
        return stage.equals("uploading") || stage.equals("downloading");
    }

    /** How much of the stage is done, 0 to 100; null when nobody knows. */
    @Nullable
    Integer done() {
        if (isReceiving() && total != null && total > 0) {
            return (int) Math.min(100, bytes * 100 / total);
        }
        return percent;
    }

    /** What to call the stage; null for stages that pass in no time. */
    @Nullable
    String label() {
        return switch (stage) {
            case "uploading" -> "Uploading";
            case "downloading" -> "Downloading";
            case "extracting" -> "Extracting";
            case "repacking" -> "Repacking";
            case "processing" -> "Converting";
            default -> null;
        };
    }
}
