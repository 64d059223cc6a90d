/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/** What the gzip program makes, and what tapes and careless programs put behind it. */
class GzipMembersTest {
    @TempDir
    Path folder;

    private Workbench bench;
    private Path gzip;

    @BeforeEach
    void makeFile() throws Exception {
        bench = new Workbench(folder);
        Files.write(folder.resolve("a.txt"), ZipBytes.text(100_000));
        Tools.run(folder, "bash", "-c", "gzip -c a.txt > made.gz");
        gzip = folder.resolve("made.gz");
    }

    @AfterEach
    void closeBench() throws Exception {
        bench.close();
    }

    private void append(byte[] bytes) throws Exception {
        Files.write(gzip, bytes, StandardOpenOption.APPEND);
    }

    private void assertText(int copies) throws Exception {
        String once = Files.readString(folder.resolve("a.txt"), ISO_8859_1);
        byte[] expected = once.repeat(copies).getBytes(ISO_8859_1);
        assertThat(bench.repacked(gzip)).isEqualTo(Map.of("made", Workbench.sum(expected)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 511, 10_240, 200_000})
    void zerosBehindTheLastMemberArePassedOverAsGzipDoes(int zeros) throws Exception {
        append(new byte[zeros]);
        Tools.run(folder, "gzip", "-t", "made.gz");
        assertText(1);
    }

    @Test
    void tarGzWithZerosBehindItIsRead() throws Exception {
        Tools.run(folder, "bash", "-c", "tar -cf - a.txt | gzip > made.gz");
        append(new byte[4096]);
        assertThat(bench.repacked(gzip))
                .isEqualTo(Map.of("a.txt", Workbench.sum(Files.readAllBytes(folder.resolve("a.txt")))));
    }

    @Test
    void allMembersAreRead() throws Exception {
        append(Files.readAllBytes(gzip));
        Tools.run(folder, "bash", "-c", "gzip -c < /dev/null >> made.gz; gzip -c a.txt >> made.gz");
        assertText(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\0\0x", "\0\037\213\010", "\037", "\037\213"})
    void otherBytesBehindTheLastMemberAreDamage(String rest) throws Exception {
        append(rest.getBytes(ISO_8859_1));
        bench.assertRefused(gzip, Reason.UNREADABLE, "damaged");
    }

    @Test
    void aWrongChecksumIsDamageAlsoBeforeZeros() throws Exception {
        byte[] bytes = Files.readAllBytes(gzip);
        bytes[bytes.length - 8] ^= 1;
        Files.write(gzip, bytes);
        append(new byte[512]);
        bench.assertRefused(gzip, Reason.UNREADABLE, "damaged");
    }
}
