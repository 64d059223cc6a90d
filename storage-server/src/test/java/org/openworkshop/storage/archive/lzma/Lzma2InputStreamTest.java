/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.FinishableOutputStream;
import org.tukaani.xz.FinishableWrapperOutputStream;
import org.tukaani.xz.LZMA2Options;

class Lzma2InputStreamTest {
    private static final int DICTIONARY = LZMA2Options.DICT_SIZE_MIN;
    private static final byte[] TEXT = Samples.text(new Random(1), 3_000);

    private static byte[] encoded(byte[] bytes) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (FinishableOutputStream out = Samples.smallDictionary()
                .getOutputStream(new FinishableWrapperOutputStream(data), ArrayCache.getDummyCache())) {
            out.write(bytes);
        }
        return data.toByteArray();
    }

    private static byte[] decoded(byte[] data) throws IOException {
        try (InputStream in = new Lzma2InputStream(new ByteArrayInputStream(data), DICTIONARY)) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Without the byte that ends the data. */
    private static byte[] open(byte[] data) {
        return Arrays.copyOf(data, data.length - 1);
    }

    @Test
    void readsNotOneByteTooMany() throws IOException {
        ByteArrayInputStream source = new ByteArrayInputStream(Samples.joined(encoded(TEXT), bytes(1, 2, 3)));
        try (InputStream in = new Lzma2InputStream(source, DICTIONARY)) {
            assertThat(in.readAllBytes()).isEqualTo(TEXT);
            assertThat(source.readAllBytes()).isEqualTo(bytes(1, 2, 3));
        }
    }

    @Test
    void dictionaryMayBeForgottenAnywhere() throws IOException {
        byte[] one = encoded(TEXT);
        byte[] plain = bytes(1, 0, 2, 'a', 'b', 'c');
        byte[] more = bytes(2, 0, 0, 'd');
        byte[] all = decoded(Samples.joined(open(one), plain, more, open(one), more, one));
        assertThat(all).isEqualTo(Samples.joined(TEXT, bytes('a', 'b', 'c', 'd'), TEXT, bytes('d'), TEXT));
    }

    @Test
    void positionsCountFromWhereTheDictionaryWasForgotten() throws IOException {
        // With all positions told apart, a decoder that counts otherwise would go wrong at once.
        LZMA2Options options = new LZMA2Options();
        options.setPb(4);
        options.setLcLp(0, 4);
        Random random = new Random(9);
        for (int length = 65_500; length < 65_560; length += 7) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            byte[] sample = Samples.joined(TEXT, noise, TEXT, noise);
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            try (FinishableOutputStream out =
                    options.getOutputStream(new FinishableWrapperOutputStream(data), ArrayCache.getDummyCache())) {
                out.write(sample);
            }
            try (InputStream in =
                    new Lzma2InputStream(new ByteArrayInputStream(data.toByteArray()), options.getDictSize())) {
                assertThat(in.readAllBytes()).isEqualTo(sample);
            }
        }
    }

    @Test
    void chunksThatNoEncoderWritesAreDamage() throws IOException {
        byte[] one = encoded(TEXT);
        byte[] plainFirst = bytes(1, 0, 0, 'a');
        // The dictionary has to be forgotten first, and properties have to come before compressed data.
        for (int control : new int[] {2, 3, 0x7F, 0x80, 0xA0, 0xC0}) {
            byte[] changed = one.clone();
            changed[0] = (byte) (control | (control < 0x80 ? 0 : one[0] & 0x1F));
            assertThatThrownBy(() -> decoded(changed)).isInstanceOf(IOException.class);
        }
        for (int control : new int[] {3, 0x7F, 0x80, 0xA0}) {
            byte[] second = one.clone();
            second[0] = (byte) (control | (control < 0x80 ? 0 : one[0] & 0x1F));
            assertThatThrownBy(() -> decoded(Samples.joined(plainFirst, second)))
                    .isInstanceOf(IOException.class);
        }
        byte[] properties = one.clone();
        for (int value : new int[] {4 * 45 + 4 * 9 + 1, 225, 255}) {
            properties[5] = (byte) value;
            assertThatThrownBy(() -> decoded(properties)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void sizesOfAChunkMustFitItsData() throws IOException {
        byte[] one = encoded(TEXT);
        for (int at : new int[] {2, 4}) {
            for (int by : new int[] {-3, -2, -1, 1, 2, 3}) {
                byte[] changed = one.clone();
                changed[at] += (byte) by;
                assertThatThrownBy(() -> decoded(changed)).isInstanceOf(IOException.class);
            }
        }
    }
}
