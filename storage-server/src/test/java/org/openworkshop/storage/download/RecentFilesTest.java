/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaDirectory;
import org.openworkshop.storage.storage.MainDirectory;

class RecentFilesTest {
    private static final String PATH = "/download/resource/a.txt";

    @TempDir
    Path main;

    private final AtomicLong nanos = new AtomicLong(5);
    private MainDirectory directory;
    private RecentFiles recent;

    @BeforeEach
    void open() throws Exception {
        directory = MainDirectory.open(main);
        Files.writeString(main.resolve("resource/a.txt"), "a");
        recent = new RecentFiles(directory, nanos::get);
    }

    @AfterEach
    void close() throws Exception {
        directory.close();
    }

    private RecentFiles.Found remembered(String path, RecentFiles.Moment moment) throws Exception {
        DownloadTarget target = DownloadTarget.parse(PATH);
        RecentFiles.Found found =
                new RecentFiles.Found(target, resources().find(target.path()).orElseThrow(), moment);
        recent.remember(path, found);
        return found;
    }

    private AreaDirectory resources() {
        return directory.area(Area.RESOURCE);
    }

    /** Asks for the path as often as it takes, at the longest distance; the last look is of now. */
    private RecentFiles.Found askedAllTheTime() throws Exception {
        remembered(PATH, recent.now(Area.RESOURCE));
        for (int i = 2; i < RecentFiles.REQUESTS; i++) {
            nanos.addAndGet(RecentFiles.PAUSE.toNanos() - 1);
            remembered(PATH, recent.now(Area.RESOURCE));
            assertThat(recent.find(PATH)).as("request " + i).isNull();
        }
        RecentFiles.Found found = remembered(PATH, recent.now(Area.RESOURCE));
        assertThat(recent.find(PATH)).isSameAs(found);
        return found;
    }

    @Test
    void lookIsGoodForItsTime() throws Exception {
        RecentFiles.Found found = askedAllTheTime();
        assertThat(recent.find("/download/resource/A.txt")).isNull();
        nanos.addAndGet(RecentFiles.VALID.toNanos() - 1);
        assertThat(recent.find(PATH)).isSameAs(found);
        nanos.incrementAndGet();
        assertThat(recent.find(PATH)).isNull();
        found = remembered(PATH, recent.now(Area.RESOURCE));
        assertThat(recent.find(PATH)).isSameAs(found);
    }

    @Test
    void lookThatWasLateStillCounts() throws Exception {
        askedAllTheTime();
        RecentFiles.Moment begun = recent.now(Area.RESOURCE);
        for (int i = 0; i < 10; i++) {
            nanos.addAndGet(RecentFiles.VALID.toNanos());
            assertThat(recent.find(PATH)).isNull();
        }
        remembered(PATH, begun);
        assertThat(recent.find(PATH)).isNull();
        RecentFiles.Found found = remembered(PATH, recent.now(Area.RESOURCE));
        assertThat(recent.find(PATH)).isSameAs(found);
    }

    @Test
    void pathThatIsAskedForNowAndThenIsLookedAtEachTime() throws Exception {
        for (int i = 0; i < 3 * RecentFiles.REQUESTS; i++) {
            remembered(PATH, recent.now(Area.RESOURCE));
            assertThat(recent.find(PATH)).isNull();
            nanos.addAndGet(RecentFiles.PAUSE.toNanos());
        }
    }

    @Test
    void ownChangeEndsIt() throws Exception {
        askedAllTheTime();
        Path source = Files.writeString(directory.stagingPath(), "b");
        resources().publish(source, DownloadTarget.parse(PATH).path());
        assertThat(recent.find(PATH)).isNull();
        RecentFiles.Found found = remembered(PATH, recent.now(Area.RESOURCE));
        assertThat(recent.find(PATH)).isSameAs(found);
        assertThat(resources().delete(DownloadTarget.parse(PATH).path())).isTrue();
        assertThat(recent.find(PATH)).isNull();
    }

    @Test
    void ownChangeDuringTheLookEndsIt() throws Exception {
        askedAllTheTime();
        RecentFiles.Moment before = recent.now(Area.RESOURCE);
        resources()
                .publish(
                        Files.writeString(directory.stagingPath(), "b"),
                        DownloadTarget.parse("/download/resource/other").path());
        remembered(PATH, before);
        assertThat(recent.find(PATH)).isNull();
    }

    @Test
    void memoryHasABoundAndIsForThoseThatAreAskedFor() throws Exception {
        for (int i = 0; i < 2 * RecentFiles.MOST_PATHS; i++) {
            remembered(PATH + "?" + i, recent.now(Area.RESOURCE));
            assertThat(recent.size()).isLessThanOrEqualTo(RecentFiles.MOST_PATHS);
        }
        nanos.addAndGet(RecentFiles.PAUSE.toNanos());
        askedAllTheTime();
        assertThat(recent.size()).isEqualTo(1);
    }

    @Test
    void pathThatIsVeryLongIsNotRemembered() throws Exception {
        remembered("/download/resource/" + "a".repeat(1000), recent.now(Area.RESOURCE));
        assertThat(recent.size()).isZero();
    }
}
