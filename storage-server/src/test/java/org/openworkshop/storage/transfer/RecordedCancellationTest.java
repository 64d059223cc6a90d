/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.storage.MainDirectory;

/** An operator's wish that was accepted is on disk, so that no end of the process makes it undone. */
class RecordedCancellationTest {
    private static final JobId ID = JobId.find("job-wish-1").orElseThrow();

    @TempDir
    Path folder;

    private MainDirectory main;
    private JobRegistry registry;
    private Job job;

    @BeforeEach
    void open() throws Exception {
        main = MainDirectory.open(folder.resolve("main"));
        registry = new JobRegistry(main, new JobFeed(System::nanoTime, TransferListener.NONE), Clock.systemUTC());
        job = registry.claim(ID).orElseThrow();
    }

    @AfterEach
    void close() throws Exception {
        main.close();
    }

    @Test
    void wishIsOnDiskBeforeTheWorkHearsOfIt() throws Exception {
        begin(Stage.UPLOADING);
        AtomicReference<String> seen = new AtomicReference<>("");
        job.cancellation().through(() -> seen.set(onDisk()));

        assertThat(job.cancellation().request()).isTrue();

        assertThat(seen.get()).contains("cancel_requested_at");
    }

    @Test
    void attemptThatGoesOnAfterARestartKnowsTheWish() throws Exception {
        begin(Stage.UPLOADING);
        job.cancellation().request();

        Job again = new JobRegistry(main, new JobFeed(System::nanoTime, TransferListener.NONE), Clock.systemUTC())
                .find(ID)
                .orElseThrow();
        again.cancellation().open();

        assertThat(again.cancellation().isRequested()).isTrue();
    }

    @Test
    void wishEndsWithItsAttempt() throws Exception {
        begin(Stage.UPLOADING);
        job.cancellation().request();

        job.cancellation().close();
        job.end(Stage.ERROR, record -> record);

        assertThat(onDisk()).doesNotContain("cancel_requested_at");
    }

    @Test
    void newAttemptOfAnUploadDoesNotInheritTheWish() throws Exception {
        begin(Stage.UPLOADING);
        job.cancellation().request();
        job.cancellation().close();

        job.cancellation().openAnew();

        assertThat(job.cancellation().isRequested()).isFalse();
    }

    @Test
    void attemptThatIsNotOnRecordLeavesTheEarlierOneAlone() throws Exception {
        begin(Stage.UPLOADING);
        job.cancellation().close();
        job.end(Stage.ERROR, record -> record);
        String before = onDisk();

        job.cancellation().openAnew();
        assertThat(job.cancellation().request()).isTrue();

        assertThat(onDisk()).isEqualTo(before);
        assertThat(job.cancellation().isRequested()).isTrue();
    }

    @Test
    void jobWithoutARecordGetsNoneByTheWish() throws Exception {
        job.cancellation().openAnew();

        assertThat(job.cancellation().request()).isTrue();

        assertThat(job.workspace().readRecord()).isEmpty();
    }

    @Test
    void wishThatCannotBeWrittenIsNotAcceptedButStopsTheWork() throws Exception {
        begin(Stage.UPLOADING);
        AtomicReference<String> stopped = new AtomicReference<>();
        job.cancellation().through(() -> stopped.set("stopped"));
        Files.delete(job.workspace().file("meta.json"));
        Files.delete(job.workspace().file("meta.json").getParent());

        assertThatThrownBy(() -> job.cancellation().request()).isInstanceOf(IOException.class);

        assertThat(stopped).hasValue("stopped");
        assertThat(job.cancellation().isRequested()).isTrue();
    }

    private void begin(Stage stage) throws Exception {
        job.cancellation().openAnew();
        job.restart(JobRecord.create(ID, job.now()), stage, null);
    }

    private String onDisk() {
        try {
            return Files.readString(job.workspace().file("meta.json"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
