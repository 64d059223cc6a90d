/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainDirectoryTest {
    @TempDir
    Path folder;

    private MainDirectory main;

    @BeforeEach
    void open() throws Exception {
        main = MainDirectory.open(folder.resolve("main"));
    }

    @AfterEach
    void close() throws IOException {
        main.close();
    }

    @Test
    void secondServerIsRefusedUntilTheFirstIsGone() throws Exception {
        assertThatThrownBy(() -> MainDirectory.open(main.root())).isInstanceOf(MainDirectoryInUseException.class);
        main.close();
        MainDirectory.open(main.root()).close();
    }

    @Test
    void leftoversInStagingAreSweptWhenTheDirectoryIsOpened() throws Exception {
        Files.writeString(main.stagingPath(), "left");
        main.close();
        main = MainDirectory.open(main.root());
        assertThat(main.root().resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void publishedFileIsFoundWithItsBytes() throws Exception {
        publish("a/b/c.txt", "hello");
        StoredFile found = area().find(path("a/b/c.txt")).orElseThrow();
        assertThat(found.path()).hasContent("hello");
        assertThat(found.size()).isEqualTo(5);
        assertThat(found.location()).isEqualTo(path("a/b/c.txt"));
    }

    @Test
    void unpublishedFileLeavesNothing() throws Exception {
        try (PendingFile file = main.stage(0)) {
            file.write(bytes("half"), 0, 4);
        }
        assertThat(main.root().resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void capIsNeverPassed() throws Exception {
        try (PendingFile file = main.stage(4)) {
            file.write(bytes("1234"), 0, 4);
            assertThatThrownBy(() -> file.write(bytes("5"), 0, 1)).isInstanceOf(TooManyBytesException.class);
            assertThat(file.bytes()).isEqualTo(4);
            assertThat(file.sha256Hex()).isEqualTo("03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4");
        }
    }

    @Test
    void replacedFileKeepsItsOldBytesForOpenReaders() throws Exception {
        publish("x", "old");
        Path real = area().find(path("x")).orElseThrow().path();
        try (InputStream reader = Files.newInputStream(real)) {
            publish("x", "new!");
            assertThat(new String(reader.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("old");
        }
        assertThat(real).hasContent("new!");
    }

    @Test
    void foldersAndPlacesBelowFilesAreRefusedAsTargets() throws Exception {
        publish("a/b", "file");
        assertThatThrownBy(() -> publish("a", "x")).isInstanceOf(RefusedPathException.class);
        assertThatThrownBy(() -> publish("a/b/c", "x")).isInstanceOf(RefusedPathException.class);
        assertThatThrownBy(() -> publish("a/b/c/d", "x")).isInstanceOf(RefusedPathException.class);
        assertThat(main.root().resolve("archive/a/b")).hasContent("file");
        assertThat(area().find(path("a"))).isEmpty();
        assertThat(area().find(path("a/b/c"))).isEmpty();
    }

    @Test
    void linksOutOfTheAreaAreRefused() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "s");
        Files.createSymbolicLink(main.root().resolve("archive/out"), outside);
        Files.createSymbolicLink(main.root().resolve("archive/secret"), outside.resolve("secret"));
        assertThatThrownBy(() -> area().find(path("out/secret"))).isInstanceOf(RefusedPathException.class);
        assertThatThrownBy(() -> area().find(path("secret"))).isInstanceOf(RefusedPathException.class);
        assertThatThrownBy(() -> area().delete(path("out/secret"))).isInstanceOf(RefusedPathException.class);
        assertThatThrownBy(() -> publish("out/new", "x")).isInstanceOf(RefusedPathException.class);
        assertThat(outside.resolve("secret")).exists();
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void linkInsideTheAreaIsSeenAtItsRealPlace() throws Exception {
        publish("mods/5/x", "m");
        Files.createSymbolicLink(
                main.root().resolve("archive/alias"), main.root().resolve("archive/mods"));
        assertThat(area().find(path("alias/5/x")).orElseThrow().location()).isEqualTo(path("mods/5/x"));
    }

    @Test
    void deletingThroughALinkLeavesTheLink() throws Exception {
        publish("b/x", "1");
        publish("b/y", "2");
        Files.createSymbolicLink(main.root().resolve("archive/a"), main.root().resolve("archive/b"));
        assertThat(area().delete(path("a/x"))).isTrue();
        assertThat(main.root().resolve("archive/a/y")).exists();
    }

    @Test
    void circleOfLinksIsRefused() throws Exception {
        Files.createSymbolicLink(
                main.root().resolve("archive/loop"), main.root().resolve("archive/loop"));
        assertThatThrownBy(() -> publish("loop/x", "x")).isInstanceOf(RefusedPathException.class);
        assertThat(area().find(path("loop/x"))).isEmpty();
    }

    @Test
    void deletingTakesEmptyFoldersButNeverTheArea() throws Exception {
        publish("a/b/c", "1");
        publish("a/d", "2");
        assertThat(area().delete(path("a/b/c"))).isTrue();
        assertThat(main.root().resolve("archive/a/b")).doesNotExist();
        assertThat(main.root().resolve("archive/a/d")).exists();
        assertThat(area().delete(path("a/d"))).isTrue();
        assertThat(main.root().resolve("archive")).isEmptyDirectory();
        assertThat(area().delete(path("a/d"))).isFalse();
        assertThat(area().delete(path("a"))).isFalse();
    }

    @Test
    void publishingAndDeletingSideBySideLosesNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "deep/er/" + t;
            tasks.add(threads.submit(() -> {
                for (int i = 0; i < 50; i++) {
                    publish(name, "x");
                    assertThat(area().delete(path(name))).isTrue();
                }
                return null;
            }));
        }
        for (Future<?> task : tasks) {
            task.get();
        }
        threads.shutdown();
        assertThat(main.root().resolve("archive")).isEmptyDirectory();
    }

    private AreaDirectory area() {
        return main.area(Area.ARCHIVE);
    }

    private void publish(String path, String content) throws Exception {
        try (PendingFile file = main.stage(0)) {
            byte[] bytes = bytes(content);
            file.write(bytes, 0, bytes.length);
            area().publish(file, path(path));
        }
    }

    private static AreaPath path(String path) throws RefusedPathException {
        return AreaPath.parse(Area.ARCHIVE, path);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
