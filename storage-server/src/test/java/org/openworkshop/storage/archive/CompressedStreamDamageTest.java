/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/** Whether it is the compressed stream that is damaged or the archive in it is told apart. */
class CompressedStreamDamageTest {
    private static final String STREAM = "The archive's compressed stream is damaged";

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeTar() throws Exception {
        bench = new Workbench(folder);
        Files.write(folder.resolve("noise.bin"), Workbench.noise(2_000_000));
        Tools.run(folder, "tar", "-cf", "made.tar", "noise.bin");
    }

    @AfterEach
    void closeBench() throws Exception {
        bench.close();
    }

    private Path compressed(String tool, String file) throws Exception {
        Tools.run(folder, "bash", "-c", tool + " -c < " + file + " > compressed");
        return folder.resolve("compressed");
    }

    private static void change(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 2_000, (byte) 0x55);
        Files.write(file, bytes);
    }

    private static void cut(Path file) throws Exception {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) / 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "zstd -q"})
    void damageOfTheStreamIsSaidToBeTheStreamsWithTheEntryAsThePlace(String tool) throws Exception {
        Path file = compressed(tool, "made.tar");
        change(file);
        ArchiveException e = bench.refusal(file);
        assertThat(e).hasMessageStartingWith(STREAM).hasMessageContaining("(reached: entry \"noise.bin\")");
        assertThat(e.reason()).isEqualTo(Reason.UNREADABLE);
    }

    /** Noise is stored in these, and the checksum at the end is the first to show what happened to it. */
    @ParameterizedTest
    @ValueSource(strings = {"xz", "lz4 -q"})
    void damageThatShowsBehindTheLastEntryIsTheStreamsToo(String tool) throws Exception {
        Path file = compressed(tool, "made.tar");
        change(file);
        assertThat(bench.refusal(file)).hasMessageStartingWith(STREAM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "xz", "zstd -q", "lz4 -q"})
    void aStreamThatIsCutOffIsSaidToBe(String tool) throws Exception {
        Path file = compressed(tool, "made.tar");
        cut(file);
        assertThat(bench.refusal(file)).hasMessageStartingWith(STREAM);
    }

    @Test
    void aSingleFileIsItsStream() throws Exception {
        Path file = compressed("xz", "noise.bin");
        change(file);
        assertThat(bench.refusal(file)).hasMessageStartingWith(STREAM);
    }

    @Test
    void damageOfTheArchiveInAWholeStreamIsTheEntrys() throws Exception {
        cut(folder.resolve("made.tar"));
        Path file = compressed("xz", "made.tar");
        assertThat(bench.refusal(file)).hasMessageStartingWith("Entry \"noise.bin\" is damaged");
    }

    @Test
    void damageOfATarWithoutAStreamIsTheEntrys() throws Exception {
        cut(folder.resolve("made.tar"));
        assertThat(bench.refusal(folder.resolve("made.tar"))).hasMessageStartingWith("Entry \"noise.bin\" is damaged");
    }
}
