/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingFileTest {
    private static final int LARGE = 64 * 1024;

    @TempDir
    Path folder;

    private final AtomicInteger lent = new AtomicInteger();

    @Property(tries = 30)
    void digestIsOfAllBytesInTheirOrderHoweverTheyCome(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Path main = Files.createTempDirectory("pending");
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try (MainDirectory directory = MainDirectory.open(main);
                PendingFile file = create(directory, main.resolve("f"), 0, workers)) {
            for (int block = 0; block < 120; block++) {
                byte[] bytes = new byte[random.nextInt(2) == 0 ? random.nextInt(100) : random.nextInt(2 * LARGE)];
                random.nextBytes(bytes);
                written.writeBytes(bytes);
                if (random.nextBoolean()) {
                    file.write(new Lent(bytes));
                } else {
                    file.write(ByteBuffer.wrap(bytes));
                }
            }
            assertThat(file.sha256Hex()).isEqualTo(sha256(written.toByteArray()));
            assertThat(sha256(written.toByteArray())).isEqualTo(sha256(Files.readAllBytes(file.path())));
            assertThat(lent).hasValue(0);
        } finally {
            workers.shutdown();
            DurableFiles.deleteTree(main);
        }
    }

    @Test
    void fileIsHashedWholeWhenNobodyElseHashes() throws Exception {
        Queue<Runnable> never = new ArrayDeque<>();
        int blocks = 40 * 1024 * 1024 / LARGE;
        try (MainDirectory directory = MainDirectory.open(folder)) {
            try (PendingFile file = create(directory, folder.resolve("f"), 0, never::add)) {
                for (int block = 0; block < blocks; block++) {
                    file.write(new Lent(new byte[LARGE]));
                    assertThat(lent).hasValue(0);
                }
                assertThat(never).isNotEmpty();
                file.finish();
                assertThat(file.sha256Hex()).isEqualTo(sha256(new byte[blocks * LARGE]));
            }
            assertThat(folder.resolve("f")).doesNotExist();
        }
    }

    @Test
    void closedFileIsNotReadByThoseWhoComeLate() throws Exception {
        Queue<Runnable> late = new ArrayDeque<>();
        try (MainDirectory directory = MainDirectory.open(folder)) {
            try (PendingFile file = create(directory, folder.resolve("f"), 0, late::add)) {
                for (int block = 0; block < 100; block++) {
                    file.write(new Lent(new byte[LARGE]));
                }
            }
            assertThat(late).isNotEmpty().allSatisfy(Runnable::run);
        }
    }

    @Test
    void bytesThatAreRefusedAreGivenBack() throws Exception {
        try (MainDirectory directory = MainDirectory.open(folder);
                PendingFile file = create(directory, folder.resolve("f"), LARGE, Runnable::run)) {
            file.write(new Lent(new byte[LARGE]));
            assertThatThrownBy(() -> file.write(new Lent(new byte[LARGE]))).isInstanceOf(TooManyBytesException.class);
            assertThat(file.sha256Hex()).isEqualTo(sha256(new byte[LARGE]));
            assertThat(lent).hasValue(0);
        }
    }

    @Test
    void closedDirectoryOnlyCostsTheOverlap() throws Exception {
        MainDirectory directory = MainDirectory.open(folder);
        try (PendingFile file = directory.stage(0)) {
            directory.close();
            byte[] bytes = new byte[10 * LARGE];
            for (int block = 0; block < 10; block++) {
                file.write(new Lent(new byte[LARGE]));
            }
            assertThat(file.sha256Hex()).isEqualTo(sha256(bytes));
        }
        assertThat(lent).hasValue(0);
    }

    private static PendingFile create(MainDirectory directory, Path path, long most, Executor workers)
            throws IOException {
        return PendingFile.create(path, most, directory.space(), workers, step -> {
            throw new RejectedExecutionException();
        });
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Becomes garbage when it is given back, as a buffer that is used again does. */
    private final class Lent implements LentBytes {
        private final byte[] bytes;

        Lent(byte[] bytes) {
            this.bytes = bytes;
            lent.incrementAndGet();
        }

        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.wrap(bytes);
        }

        @Override
        public void giveBack() {
            java.util.Arrays.fill(bytes, (byte) 0x55);
            lent.decrementAndGet();
        }
    }
}
