/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Passes one entry's decoded bytes to the sink. What the sink throws travels through the library as an {@link IOException}
 * that it wraps as it likes, so the original is kept for {@link #rethrow()}.
 */
final class RarEntryOutput extends OutputStream {
    private final EntrySink sink;
    private @Nullable Throwable thrown;
    private long count;

    RarEntryOutput(EntrySink sink) {
        this.sink = sink;
    }

    /** Bytes passed on so far. */
    long count() {
        return count;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("Interrupted while unpacking an archive");
            }
            sink.data(bytes, offset, length);
        } catch (ArchiveException | IOException | RuntimeException | Error e) {
            thrown = e;
            throw new IOException("The sink refused the data", e);
        }
        count += length;
    }

    /** Throws what the sink threw, if it did. */
    void rethrow() throws ArchiveException, IOException {
        if (thrown instanceof ArchiveException e) {
            throw e;
        }
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }
}
