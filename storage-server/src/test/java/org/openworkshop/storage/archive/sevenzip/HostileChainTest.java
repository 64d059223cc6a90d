/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.Deflater;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.archive.sevenzip.HeadersRefusedException.Reason;
import org.tukaani.xz.FinishableWrapperOutputStream;
import org.tukaani.xz.LZMA2Options;

/** Decoders that are fed far more than comes out of them: an empty block of Deflate takes five bytes and gives none. */
class HostileChainTest {
    private static final HeaderBounds BOUNDS = new HeaderBounds(64L << 20, 100_000, 100 * 1024, HeaderMemory.UNBOUNDED);
    private static final byte[] EMPTY_BLOCK = {0, 0, 0, -1, -1};
    private static final int BLOCKS = 400_000;

    /** Headers that tell of nothing. */
    private static final byte[] NOTHING = {1, 0};

    private static byte[] lzma2(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var packing = new LZMA2Options(1).getOutputStream(new FinishableWrapperOutputStream(out))) {
            packing.write(data);
        }
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] out = new byte[100];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    /** Many empty blocks and then one of those bytes. */
    private static byte[] blocks(byte[] data) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < BLOCKS; i++) {
            all.writeBytes(EMPTY_BLOCK);
        }
        all.writeBytes(deflated(data));
        return all.toByteArray();
    }

    /** Deflate over LZMA2 over LZMA2, which state so many bytes each. */
    private static HeaderBuilder chain(HeaderBuilder headers, int packed, long... sizes) {
        headers.packed(0, packed).id(7, 0x0B, 1, 0, 3);
        headers.id(0x23, 4, 1, 8, 0).id(0x21, 0x21, 1, 20).id(0x21, 0x21, 1, 20);
        headers.id(0, 1, 1, 2).id(0x0C);
        for (long size : sizes) {
            headers.number(size);
        }
        return headers.id(0, 0);
    }

    private static byte[] packedHeaders(long inner, byte[] packed, int middle) {
        return chain(new HeaderBuilder().id(0x17), packed.length, NOTHING.length, inner, middle)
                .archive(packed);
    }

    private static byte[] packedContent(long inner, byte[] packed, int middle) {
        return chain(HeaderBuilder.header(), packed.length, NOTHING.length, inner, middle)
                .files(1)
                .names("a")
                .id(0, 0)
                .archive(packed);
    }

    private static SevenZipArchive open(byte[] archive) throws IOException {
        return SevenZipArchive.open(new SeekableInMemoryByteChannel(archive), BOUNDS);
    }

    private static byte[] firstContent(byte[] archive) throws IOException {
        try (SevenZipContent content = open(archive).content()) {
            assertThat(content.nextEntry()).isNotNull();
            return content.readAllBytes();
        }
    }

    @AfterEach
    void isNotInterruptedAnyMore() {
        var unused = Thread.interrupted();
    }

    @Test
    void decoderThatStatesWhatItGivesIsRead() throws IOException {
        byte[] inner = blocks(NOTHING);
        byte[] middle = lzma2(inner);
        byte[] packed = lzma2(middle);
        assertThat(open(packedHeaders(inner.length, packed, middle.length)).entries())
                .isZero();
        byte[] content = packedContent(inner.length, packed, middle.length);
        assertThat(firstContent(content)).isEqualTo(NOTHING);
        assertThat(open(content).unpackedBytes()).isEqualTo(NOTHING.length);
        assertThat(open(content).decodedBytes()).isEqualTo(inner.length);
    }

    @Test
    void decoderThatGivesMoreThanItStatesIsCutOff() throws IOException {
        byte[] inner = blocks(NOTHING);
        byte[] middle = lzma2(inner);
        byte[] packed = lzma2(middle);
        assertThatThrownBy(() -> open(packedHeaders(1000, packed, middle.length)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> open(packedHeaders(inner.length, packed, 10))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> firstContent(packedContent(1000, packed, middle.length)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void allThatDecodersOfHeadersGiveIsBoundedAsHeadersAre() {
        assertThatThrownBy(() -> open(packedHeaders(33L << 20, new byte[9], 33 << 20)))
                .isInstanceOfSatisfying(
                        HeadersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_BYTES));
        assertThatThrownBy(() -> open(packedHeaders(Long.MAX_VALUE, new byte[9], 9)))
                .isInstanceOf(HeadersRefusedException.class);
    }

    @Test
    void interruptEndsDecoding() throws IOException {
        byte[] inner = blocks(NOTHING);
        byte[] middle = lzma2(inner);
        byte[] packed = lzma2(middle);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> open(packedHeaders(inner.length, packed, middle.length)))
                .isInstanceOf(InterruptedIOException.class);
        assertThatThrownBy(() -> firstContent(packedContent(inner.length, packed, middle.length)))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void chainThatCannotBeBuiltIsClosed() throws IOException {
        HeaderBuilder headers = new HeaderBuilder().packed(0, 9).id(7, 0x0B, 1, 0, 2);
        headers.id(3, 4, 1, 8).id(3, 4, 2, 2).id(1, 0).id(0x0C, 9, 9, 0, 0);
        StreamsInfo streams = StreamsInfo.read(new HeaderBytes(headers.build(), HeaderMemory.UNBOUNDED), 1000, BOUNDS);
        AtomicBoolean closed = new AtomicBoolean();
        ByteArrayInputStream packed = new ByteArrayInputStream(deflated(new byte[9])) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        assertThatThrownBy(() -> FolderDecoder.open(streams.folders(), 0, packed))
                .isInstanceOf(IOException.class);
        assertThat(closed).isTrue();
    }
}
