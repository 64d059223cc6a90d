/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.MemoryLimitException;

class LzmaInputStreamTest {
    private static final byte[] TEXT = Samples.text(new Random(1), 3_000);
    private static final int PROPERTIES = 93;

    private static byte[] file(byte[] bytes, boolean statesSize) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        LZMAOutputStream lzma = new LZMAOutputStream(file, Samples.smallDictionary(), statesSize ? bytes.length : -1);
        lzma.write(bytes);
        lzma.finish();
        return file.toByteArray();
    }

    private static byte[] decoded(byte[] file) throws IOException {
        try (InputStream in = LzmaInputStream.ofFile(new ByteArrayInputStream(file), Samples.MEMORY_KIB)) {
            return in.readAllBytes();
        }
    }

    @Test
    void everyKindOfDataComesOutAsItWentIn() throws IOException {
        for (byte[] sample : Samples.all()) {
            assertThat(decoded(file(sample, true))).isEqualTo(sample);
            assertThat(decoded(file(sample, false))).isEqualTo(sample);
        }
    }

    @Test
    void sizeAndEndMarkerMayBothBeThere() throws IOException {
        byte[] file = file(TEXT, false);
        byte[] both = file.clone();
        Arrays.fill(both, 5, 13, (byte) 0);
        both[5] = (byte) TEXT.length;
        both[6] = (byte) (TEXT.length >> 8);
        assertThat(decoded(both)).isEqualTo(TEXT);
        both[5]--;
        assertThatThrownBy(() -> decoded(both)).isInstanceOf(IOException.class);
        both[5] += 2;
        assertThatThrownBy(() -> decoded(both)).isInstanceOf(IOException.class);
    }

    @Test
    void nothingMayFollow() throws IOException {
        for (boolean statesSize : new boolean[] {true, false}) {
            byte[] file = file(TEXT, statesSize);
            for (byte[] behind : new byte[][] {new byte[1], new byte[200_000], file}) {
                assertThatThrownBy(() -> decoded(Samples.joined(file, behind))).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void dataWithoutAHeaderIsDecodedUpToItsSize() throws IOException {
        for (boolean statesSize : new boolean[] {true, false}) {
            byte[] file = file(TEXT, statesSize);
            byte[] data = Arrays.copyOfRange(file, 13, file.length);
            try (InputStream in = new LzmaInputStream(new ByteArrayInputStream(data), TEXT.length, PROPERTIES, 4096)) {
                assertThat(in.readAllBytes()).isEqualTo(TEXT);
            }
        }
    }

    @Test
    void fileThatIsCutOffAnywhereIsCalledThat() throws IOException {
        for (boolean statesSize : new boolean[] {true, false}) {
            byte[] file = file(TEXT, statesSize);
            for (int length = 0; length < file.length - 5; length++) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThatThrownBy(() -> decoded(cut)).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void damageEndsInOtherBytesOrAnIOException() throws IOException {
        byte[] file = file(Samples.text(new Random(2), 400), false);
        int noticed = 0;
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                var unused = decoded(damaged);
            } catch (IOException e) {
                noticed++;
            }
        }
        assertThat(noticed).isPositive();
    }

    @Test
    void memoryIsBoundedByTheLimitAndByWhatIsDecoded() throws IOException {
        byte[] file = file(TEXT, true);
        file[4] = 0x60;
        assertThatThrownBy(() -> decoded(file)).isInstanceOf(MemoryLimitException.class);
        // 1.5 GiB, three times the heap that the tests have.
        try (InputStream in = LzmaInputStream.ofFile(new ByteArrayInputStream(file), Integer.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(TEXT);
        }
        file[4] = (byte) 0xFF;
        assertThatThrownBy(() -> decoded(file)).isInstanceOf(MemoryLimitException.class);
        byte[] tables = file(TEXT, true);
        tables[0] = (byte) ((4 * 5 + 4) * 9 + 8);
        assertThatThrownBy(() -> LzmaInputStream.ofFile(new ByteArrayInputStream(tables), 6 * 1024))
                .isInstanceOf(MemoryLimitException.class);
    }

    @Test
    void matchesReachBackAsFarAsTheDictionaryAndNoFurther() throws IOException {
        byte[] noise = new byte[LZMA2Options.DICT_SIZE_MIN];
        new Random(5).nextBytes(noise);
        byte[] twice = Samples.joined(noise, noise, noise);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        LZMA2Options larger = new LZMA2Options();
        larger.setDictSize(2 * LZMA2Options.DICT_SIZE_MIN);
        LZMAOutputStream lzma = new LZMAOutputStream(file, larger, -1);
        lzma.write(twice);
        lzma.finish();
        byte[] bytes = file.toByteArray();
        assertThat(decoded(bytes)).isEqualTo(twice);
        // The matches are exactly 4096 bytes away.
        bytes[2] = 0x10;
        assertThat(decoded(bytes)).isEqualTo(twice);
        byte[] farther = Samples.joined(noise, new byte[] {1}, noise);
        file.reset();
        LZMAOutputStream again = new LZMAOutputStream(file, larger, -1);
        again.write(farther);
        again.finish();
        byte[] beyond = file.toByteArray();
        beyond[2] = 0x10;
        assertThatThrownBy(() -> decoded(beyond)).isInstanceOf(IOException.class);
    }
}
