/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged archives end in a refusal or, where the damage does not matter, in success: never in another exception. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RarDamageTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"rar5-stored", "rar5-solid", "rar5-symlink", "rar5-blake2", "rar5-compressed"})
    void everyTruncationOfRar5IsRefused(String sample) {
        byte[] whole = RarSamples.bytes(sample);
        for (int length = 0; length < whole.length; length++) {
            assertThat(reads(Arrays.copyOf(whole, length)))
                    .as("%s cut to %d bytes", sample, length)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rar4-stored-link", "rar4-unicode", "rar4-windows", "rar4-encrypted-partly"})
    void truncationsOfRar4AreRefusedUnlessTheyFallBetweenEntries(String sample) {
        byte[] whole = RarSamples.bytes(sample);
        int accepted = 0;
        for (int length = 0; length < whole.length; length++) {
            accepted += reads(Arrays.copyOf(whole, length)) ? 1 : 0;
        }
        assertThat(accepted).isLessThan(10);
    }

    /** Fewer rounds where each one allocates a model of many megabytes. */
    @ParameterizedTest
    @CsvSource({
        "rar4-stored-link, 300",
        "rar4-lzss, 150",
        "rar4-ppmd, 50",
        "rar4-unicode, 300",
        "rar4-encrypted-data, 300",
        "rar5-solid, 300",
        "rar5-windows, 300",
        "rar5-hardlink, 300",
        "rar5-hostile-distance, 100"
    })
    void mutationsAreRefusedOrHarmless(String sample, int rounds) {
        byte[] whole = RarSamples.bytes(sample);
        Random random = new Random(sample.hashCode());
        for (int round = 0; round < rounds; round++) {
            byte[] damaged = whole.clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            reads(damaged);
        }
    }

    @Test
    void dataUnderIntactHeadersIsRefusedWhenAnyByteOfItChanges() {
        byte[] whole = RarSamples.bytes("rar4-lzss");
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            byte[] damaged = whole.clone();
            damaged[200 + random.nextInt(5_000)] ^= (byte) (1 + random.nextInt(255));
            assertThat(reads(damaged)).isFalse();
        }
    }

    private boolean reads(byte[] archive) {
        try (RarArchiveReader reader = RarArchiveReader.open(RarSamples.write(dir, archive))) {
            reader.list();
            reader.read(new RarRecordingSink());
            return true;
        } catch (ArchiveException e) {
            return false;
        } catch (Exception e) {
            return fail("Neither read nor refused", e);
        }
    }
}
