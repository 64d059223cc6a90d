/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine out of memory throws the same error twice, and the first is not lost over it. */
class ClosingTest {
    @TempDir
    Path folder;

    @Test
    void theErrorThatClosingThrowsAgainArrivesAsItself() throws Exception {
        Path archive = Files.write(
                folder.resolve("a.rar"),
                new RarBuilder().main(0).file("a", new byte[9]).end(0).toBytes());
        OutOfMemoryError error = new OutOfMemoryError("the one there is");
        ForeignReaders exhausted =
                new ForeignReaders(path -> new Exhausted(error), (path, formats) -> new Exhausted(error));
        try (Workbench bench = new Workbench(folder, new Archives(Workbench.CONFIG, 0, exhausted))) {
            assertThat(catchThrowable(() -> bench.pack(archive))).isSameAs(error);
        }
    }

    @Test
    void anotherFailureOfClosingIsSuppressed() {
        IOException closing = new IOException("closing");
        Closeable resource = () -> {
            throw closing;
        };
        IOException working = new IOException("working");
        assertThat(catchThrowable(() -> Closing.after(resource, unused -> {
                    throw working;
                })))
                .isSameAs(working)
                .hasSuppressedException(closing);
        assertThat(catchThrowable(() -> Closing.after(resource, unused -> 1))).isSameAs(closing);
    }

    /** Finds no memory, neither to read nor to close. */
    private static final class Exhausted implements ArchiveReader {
        private final OutOfMemoryError error;

        Exhausted(OutOfMemoryError error) {
            this.error = error;
        }

        @Override
        public Listing list() {
            return new Listing(1, 9);
        }

        @Override
        public void read(EntrySink sink) {
            throw error;
        }

        @Override
        public long position() {
            return 0;
        }

        @Override
        public void close() {
            throw error;
        }
    }
}
