/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fuzzes what tells formats apart. */
class ProbeFuzzTest {
    private static final Path FILE = new PackOracle().source();

    @FuzzTest
    void anyFileHasAFormat(byte[] file) throws IOException {
        Files.write(FILE, file);
        try (SourceFile source = SourceFile.open(FILE)) {
            Probe.Finding found = Probe.probe(source);
            assertThat(found.offset()).isBetween(0L, (long) file.length);
            assertThat(found.engineFormats().isEmpty()).isEqualTo(found.format() != ArchiveFormat.NATIVE);
            assertThat(Probe.probe(source)).isEqualTo(found);
        } catch (ArchiveException e) {
            PackOracle.checkRefusal(e);
        }
    }
}
