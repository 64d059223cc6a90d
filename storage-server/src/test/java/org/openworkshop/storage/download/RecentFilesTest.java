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

    private RecentFiles.Found oftenRemembered() throws Exception {
        for (int i = 1; i < RecentFiles.LOOKS; i++) {
            remembered(PATH, recent.now(Area.RESOURCE));
            assertThat(recent.find(PATH)).isNull();
            nanos.addAndGet(RecentFiles.VALID.toNanos() * 2 - 1);
        }
        return remembered(PATH, recent.now(Area.RESOURCE));
    }

    @Test
    void lookIsGoodForItsTime() throws Exception {
        RecentFiles.Found found = oftenRemembered();
        assertThat(recent.find(PATH)).isSameAs(found);
        assertThat(recent.find("/download/resource/A.txt")).isNull();
        nanos.addAndGet(RecentFiles.VALID.toNanos() - 1);
        assertThat(recent.find(PATH)).isSameAs(found);
        nanos.incrementAndGet();
        assertThat(recent.find(PATH)).isNull();
        found = remembered(PATH, recent.now(Area.RESOURCE));
        assertThat(recent.find(PATH)).isSameAs(found);
    }

    @Test
    void pathThatIsAskedForNowAndThenIsLookedAtEachTime() throws Exception {
        for (int i = 0; i < 3 * RecentFiles.LOOKS; i++) {
            remembered(PATH, recent.now(Area.RESOURCE));
            assertThat(recent.find(PATH)).isNull();
            nanos.addAndGet(RecentFiles.VALID.toNanos() * 2);
        }
    }

    @Test
    void ownChangeEndsIt() throws Exception {
        oftenRemembered();
        Path source = Files.writeString(directory.stagingPath(), "b");
        resources().publish(source, DownloadTarget.parse(PATH).path());
        assertThat(recent.find(PATH)).isNull();
        remembered(PATH, recent.now(Area.RESOURCE));
        assertThat(recent.find(PATH)).isNotNull();
        assertThat(resources().delete(DownloadTarget.parse(PATH).path())).isTrue();
        assertThat(recent.find(PATH)).isNull();
    }

    @Test
    void ownChangeDuringTheLookEndsIt() throws Exception {
        oftenRemembered();
        RecentFiles.Moment before = recent.now(Area.RESOURCE);
        resources()
                .publish(
                        Files.writeString(directory.stagingPath(), "b"),
                        DownloadTarget.parse("/download/resource/other").path());
        remembered(PATH, before);
        assertThat(recent.find(PATH)).isNull();
    }

    @Test
    void memoryHasABound() throws Exception {
        for (int i = 0; i < 3 * RecentFiles.MOST_PATHS; i++) {
            remembered(PATH + "?" + i, recent.now(Area.RESOURCE));
            assertThat(recent.size()).isLessThanOrEqualTo(RecentFiles.MOST_PATHS);
        }
        String longPath = "/download/resource/" + "a".repeat(1000);
        for (int i = 0; i < 2 * RecentFiles.LOOKS; i++) {
            remembered(longPath, recent.now(Area.RESOURCE));
        }
        assertThat(recent.find(longPath)).isNull();
    }
}
