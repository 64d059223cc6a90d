/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTest {
    /** Of {@code abc}, FIPS 180-2. */
    private static final ContentHash ABC =
            new ContentHash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

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

    @Test
    void publishedFileHasTheHashOfItsContent() throws Exception {
        Path file = publish();
        assertThat(ContentHash.find(stored())).contains(ABC);
        assertThat(ContentHash.of(file)).isEqualTo(ABC);
    }

    @Test
    void hashGoesWithTheFileWhenItIsRenamed() throws Exception {
        Path file = publish();
        Files.move(file, file.resolveSibling("other"));
        assertThat(ContentHash.find(
                        directory.area(Area.RESOURCE).find(path("a/other")).orElseThrow()))
                .contains(ABC);
    }

    @Test
    void editedFileHasNone() throws Exception {
        Path file = publish();
        FileTime before = Files.getLastModifiedTime(file);
        Files.write(file, new byte[] {'d'}, StandardOpenOption.APPEND);
        assertThat(ContentHash.find(stored())).as("other time and size").isEmpty();
        Files.setLastModifiedTime(file, before);
        assertThat(ContentHash.find(stored())).as("other size").isEmpty();
        Files.write(file, "xyz".getBytes(UTF_8));
        Files.setLastModifiedTime(file, FileTime.from(before.toInstant().plusNanos(1000)));
        assertThat(ContentHash.find(stored())).as("other time").isEmpty();
    }

    @Test
    void timeBefore1970IsKept() throws Exception {
        Path file = publish();
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("1969-12-31T23:59:58.25Z")));
        ABC.keepWith(file);
        assertThat(ContentHash.find(stored())).contains(ABC);
    }

    @Test
    void fileThatNobodyHashedHasNone() throws Exception {
        Path file = main.resolve("resource/a/b");
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[3]);
        assertThat(ContentHash.find(stored())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1", "1 abc 3 0.0", "nonsense", "2 %s %s", "1 %s 3", "1  %s %s"})
    void attributeOfAnotherFormCountsForNothing(String form) throws Exception {
        Path file = publish();
        String text = form.formatted(ABC.hex(), "3 0.000000000");
        view(file).write("ows.sha256", ByteBuffer.wrap(text.getBytes(UTF_8)));
        assertThat(ContentHash.find(stored())).isEmpty();
        view(file).write("ows.sha256", ByteBuffer.wrap(new byte[1000]));
        assertThat(ContentHash.find(stored())).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"})
    void textThatIsNoHashGivesNone(String text) {
        assertThat(ContentHash.parse(text)).isEmpty();
        assertThat(ContentHash.parse(ABC.hex())).contains(ABC);
    }

    @Test
    void fileThatIsGoneOrALinkHasNone() throws Exception {
        Path file = publish();
        StoredFile stored = stored();
        Files.move(file, file.resolveSibling("c"));
        Files.createSymbolicLink(file, Path.of("c"));
        assertThat(ContentHash.find(stored)).isEmpty();
        Files.delete(file);
        assertThat(ContentHash.find(stored)).isEmpty();
        ABC.keepWith(file);
        assertThat(file).doesNotExist();
    }

    private Path publish() throws Exception {
        try (PendingFile pending = directory.stage(0)) {
            pending.write(ByteBuffer.wrap("abc".getBytes(UTF_8)));
            directory.area(Area.RESOURCE).publish(pending, path("a/b"));
        }
        return main.resolve("resource/a/b");
    }

    private StoredFile stored() throws Exception {
        Optional<StoredFile> found = directory.area(Area.RESOURCE).find(path("a/b"));
        return found.orElseThrow();
    }

    private static AreaPath path(String text) throws RefusedPathException {
        return AreaPath.parse(Area.RESOURCE, text);
    }

    private static UserDefinedFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }
}
