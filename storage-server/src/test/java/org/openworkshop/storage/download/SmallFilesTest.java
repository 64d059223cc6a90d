/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaPath;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.StoredFile;

class SmallFilesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int FILE_BYTES = 4000;

    @TempDir
    Path main;

    private MainDirectory directory;

    @BeforeEach
    void open() throws Exception {
        directory = MainDirectory.open(main);
    }

    @AfterEach
    void close() throws Exception {
        directory.close();
    }

    private StoredFile stored(String name, int size, Instant modified) throws Exception {
        Path file = Files.write(directory.root().resolve("resource").resolve(name), new byte[size]);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return directory
                .area(Area.RESOURCE)
                .find(AreaPath.parse(Area.RESOURCE, name))
                .orElseThrow();
    }

    private static void read(SmallFiles files, StoredFile file) throws IOException {
        try (OpenFile open = OpenFile.open(file).orElseThrow()) {
            assertThat(files.read(open, FileVersion.of(open.file(), Optional.empty())))
                    .isNotNull();
        }
    }

    @Test
    void memoryStaysBelowTheBoundAndWhatIsAskedForStays() throws Exception {
        SmallFiles files = new SmallFiles(50_000, FILE_BYTES, CLOCK);
        StoredFile popular = stored("popular", FILE_BYTES, NOW.minusSeconds(60));
        read(files, popular);
        for (int i = 0; i < 100; i++) {
            StoredFile other = stored("other" + i, FILE_BYTES, NOW.minusSeconds(60));
            read(files, other);
            assertThat(files.held()).isLessThanOrEqualTo(50_000);
            assertThat(files.find(popular)).isNotNull();
        }
        assertThat(files.held()).isGreaterThan(25_000);
    }

    @Test
    void otherVersionIsNotTheOneThatIsKept() throws Exception {
        SmallFiles files = new SmallFiles(50_000, FILE_BYTES, CLOCK);
        StoredFile first = stored("a", FILE_BYTES, NOW.minusSeconds(60));
        read(files, first);
        assertThat(files.find(stored("a", FILE_BYTES, NOW.minusSeconds(59)))).isNull();
        assertThat(files.find(stored("a", FILE_BYTES - 1, NOW.minusSeconds(60))))
                .isNull();
        assertThat(files.find(first)).isNotNull();
    }

    @Test
    void fileThatWasWrittenJustNowIsReadAgainEachTime() throws Exception {
        SmallFiles files = new SmallFiles(50_000, FILE_BYTES, CLOCK);
        StoredFile file = stored("a", 10, NOW.minus(Duration.ofSeconds(1)));
        read(files, file);
        assertThat(files.find(file)).isNull();
        StoredFile ofTomorrow = stored("b", 10, NOW.plusSeconds(86_400));
        read(files, ofTomorrow);
        assertThat(files.find(ofTomorrow)).isNull();
    }

    @Test
    void nothingIsKeptWithoutMemoryOrAboveTheLargestSize() throws Exception {
        StoredFile file = stored("a", FILE_BYTES, NOW.minusSeconds(60));
        assertThat(new SmallFiles(0, FILE_BYTES, CLOCK).takes(file)).isFalse();
        assertThat(new SmallFiles(50_000, FILE_BYTES - 1, CLOCK).takes(file)).isFalse();
        SmallFiles tight = new SmallFiles(FILE_BYTES, FILE_BYTES, CLOCK);
        read(tight, file);
        assertThat(tight.held()).isZero();
    }

    @Test
    void fileThatBecameShorterIsNotReadAsIfItHadNot() throws Exception {
        SmallFiles files = new SmallFiles(50_000, FILE_BYTES, CLOCK);
        StoredFile file = stored("a", FILE_BYTES, NOW.minusSeconds(60));
        try (OpenFile open = OpenFile.open(file).orElseThrow();
                FileChannel writer = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            writer.truncate(10);
            assertThat(files.read(open, FileVersion.of(open.file(), Optional.empty())))
                    .isNull();
        }
        assertThat(files.find(file)).isNull();
    }

    @Test
    void manyThreadsKeepTheCountRight() throws Exception {
        SmallFiles files = new SmallFiles(30_000, FILE_BYTES, CLOCK);
        List<StoredFile> stored = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            stored.add(stored("f" + i, 1000, NOW.minusSeconds(60)));
        }
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 500; i++) {
                    StoredFile file = stored.get(random.nextInt(stored.size()));
                    SmallFiles.Kept kept = files.find(file);
                    if (kept == null) {
                        try {
                            read(files, file);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    } else {
                        assertThat(kept.answer().file()).isEqualTo(file);
                    }
                }
            }));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get();
        }
        long present = stored.stream().filter(file -> files.find(file) != null).count();
        assertThat(files.held()).isBetween(present * 2024, 30_000L);
        assertThat(present).isPositive();
    }
}
