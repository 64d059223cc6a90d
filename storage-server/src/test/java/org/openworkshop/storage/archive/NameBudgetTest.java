/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/** Names of all archives that are packed at once have a bound together. */
class NameBudgetTest {
    /** Less than one of the archives here needs. */
    private static final int BUDGET = 20_000;

    private static final int ENTRIES = 100;

    @TempDir
    Path folder;

    @Test
    void anArchiveAloneIsNotHeldByTheCommonBound() {
        NameBudget budget = new NameBudget(1_000);
        NameBudget.Share alone = budget.open();
        assertThatCode(() -> alone.bytes(5_000)).doesNotThrowAnyException();
    }

    @Test
    void whoComesSecondIsRefusedAndTheFirstGoesOn() throws Exception {
        NameBudget budget = new NameBudget(1_000);
        NameBudget.Share first = budget.open();
        NameBudget.Share second = budget.open();
        first.bytes(600);
        second.bytes(400);
        assertThat(catchThrowableOfType(ArchiveException.class, () -> second.bytes(1)))
                .hasMessageContaining("more than 1000 bytes")
                .extracting(ArchiveException::reason)
                .isEqualTo(Reason.BUSY);
        first.bytes(5_000);
    }

    @Test
    void whatIsClosedMakesRoomAndTheNextIsTheFirst() throws Exception {
        NameBudget budget = new NameBudget(1_000);
        NameBudget.Share first = budget.open();
        NameBudget.Share second = budget.open();
        first.bytes(1_000);
        first.close();
        first.close();
        second.bytes(5_000);
        NameBudget.Share third = budget.open();
        assertThat(catchThrowableOfType(ArchiveException.class, () -> third.bytes(1)))
                .isNotNull();
        second.close();
        third.bytes(1);
    }

    @Test
    void whoPacksWhileItsBytesArriveIsNeverTheFirst() throws Exception {
        NameBudget budget = new NameBudget(1_000);
        NameBudget.Share early = budget.openEarly();
        NameBudget.Share first = budget.open();
        NameBudget.Share second = budget.open();
        early.bytes(600);
        second.bytes(400);
        first.bytes(5_000);
        assertThat(catchThrowableOfType(ArchiveException.class, () -> early.bytes(1)))
                .extracting(ArchiveException::reason)
                .isEqualTo(Reason.BUSY);
        first.close();
        second.bytes(5_000);
    }

    @Test
    void whoPacksWhileItsBytesArriveIsHeldByTheCommonBoundEvenAlone() throws Exception {
        NameBudget budget = new NameBudget(1_000);
        NameBudget.Share early = budget.openEarly();
        early.bytes(1_000);
        assertThat(catchThrowableOfType(ArchiveException.class, () -> early.bytes(1)))
                .isNotNull();
        early.close();
        NameBudget.Share next = budget.openEarly();
        next.bytes(1_000);
    }

    @Test
    void anArchiveThatIsStillArrivingIsHeldByTheCommonBound() throws Exception {
        Path archive = folder.resolve("in.tar");
        make("tar", archive);
        try (NativeEngine engine =
                        new NativeEngine(NativeSettings.of(Duration.ofMinutes(1)), NativeEngineListener.NONE);
                Archives archives =
                        new Archives(Workbench.CONFIG, 0, ForeignReaders.NONE, engine, new NameBudget(BUDGET))) {
            Arrival arrival = new Arrival(Files.size(archive));
            arrival.arrived(Files.size(archive));
            arrival.complete();
            assertThat(catchThrowableOfType(
                            ArchiveException.class,
                            () -> archives.packWhileArriving(request(archive), arrival, new PackListener() {})))
                    .extracting(ArchiveException::reason)
                    .isEqualTo(Reason.BUSY);
            Files.deleteIfExists(folder.resolve("second.zip"));
            assertThat(archives.pack(request(archive), new PackListener() {}).kept())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "zip"})
    void anArchiveThatFindsNoRoomBesideAnotherIsPackedAfterIt(String kind) throws Exception {
        Path archive = folder.resolve("in." + kind);
        make(kind, archive);
        try (NativeEngine engine =
                        new NativeEngine(NativeSettings.of(Duration.ofMinutes(1)), NativeEngineListener.NONE);
                Archives archives =
                        new Archives(Workbench.CONFIG, 0, ForeignReaders.NONE, engine, new NameBudget(BUDGET))) {
            Beside beside = new Beside(archives, archive);
            archives.pack(new PackRequest(archive, "in", folder.resolve("first.zip"), 3), beside);
            assertThat(beside.refusals).isEqualTo(1);
            assertThat(archives.pack(request(archive), new PackListener() {}).kept())
                    .isFalse();
            assertThat(Workbench.content(folder.resolve("second.zip"))).hasSize(ENTRIES);
        }
    }

    /** Packs another archive in the middle of the first. */
    private final class Beside implements PackListener {
        private final Archives archives;
        private final Path archive;
        private int refusals;

        Beside(Archives archives, Path archive) {
            this.archives = archives;
            this.archive = archive;
        }

        @Override
        public void repacking(int percent) throws IOException {
            if (percent == 100 || refusals > 0) {
                return;
            }
            ArchiveException refusal = catchThrowableOfType(
                    ArchiveException.class, () -> archives.pack(request(archive), new PackListener() {}));
            assertThat(refusal).isNotNull();
            assertThat(refusal.reason()).isEqualTo(Reason.BUSY);
            refusals++;
            Files.deleteIfExists(folder.resolve("second.zip"));
        }
    }

    private PackRequest request(Path archive) {
        return new PackRequest(archive, "in", folder.resolve("second.zip"), 3);
    }

    private static void make(String kind, Path archive) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive)) {
            if (kind.equals("zip")) {
                ZipOutputStream zip = new ZipOutputStream(out);
                zip.setLevel(0);
                for (int i = 0; i < ENTRIES; i++) {
                    zip.putNextEntry(new ZipEntry("file-" + i));
                    zip.write(1);
                }
                zip.finish();
                return;
            }
            TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
            for (int i = 0; i < ENTRIES; i++) {
                tar.putArchiveEntry(new TarArchiveEntry("file-" + i));
                tar.closeArchiveEntry();
            }
            tar.finish();
        }
    }
}
