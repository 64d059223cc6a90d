/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.archive.sevenzip.HeadersRefusedException.Reason;

/** A few bytes that unpack to many of headers, each of which tells of one thing more. */
class HeaderMemoryTest {
    private static final int MANY = 16 << 20;
    private static final int MOST_ENTRIES = 100_000;

    /** The pieces that unpacked headers grow in and the whole of them, a decoder, and what so many entries may take. */
    private static final long MOST_ALLOCATED = 3L * MANY + (16 << 20);

    private final AtomicLong asked = new AtomicLong();

    private final HeaderBounds bounds = new HeaderBounds(64L << 20, MOST_ENTRIES, 100 * 1024, asked::addAndGet);

    /** An archive whose headers are these and then zeros, packed. */
    private static byte[] packed(HeaderBuilder start) throws IOException {
        byte[] first = start.build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(9, true);
        try (DeflaterOutputStream packing = new DeflaterOutputStream(out, deflater)) {
            packing.write(first);
            packing.write(new byte[MANY]);
        } finally {
            deflater.end();
        }
        return new HeaderBuilder()
                .id(0x17)
                .packed(0, out.size())
                .id(7, 0x0B, 1, 0, 1, 3, 4, 1, 8, 0x0C)
                .number(first.length + MANY)
                .id(0, 0)
                .archive(out.toByteArray());
    }

    private Throwable refusal(byte[] archive) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(() -> SevenZipArchive.open(new SeekableInMemoryByteChannel(archive), bounds));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
        return thrown;
    }

    private static void assertTooMany(Throwable refusal) {
        assertThat(refusal)
                .isInstanceOfSatisfying(
                        HeadersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_ENTRIES));
    }

    @Test
    void packedStreamsAreBoundedByTheMostEntries() throws IOException {
        assertTooMany(
                refusal(packed(HeaderBuilder.header().id(6, 0).number(MANY).id(9))));
        assertTooMany(refusal(packed(
                HeaderBuilder.header().id(6, 0).number(4 * MOST_ENTRIES + 33).id(9))));
        assertThat(refusal(packed(HeaderBuilder.header()
                        .id(6, 0)
                        .number(4 * MOST_ENTRIES + 32)
                        .id(9))))
                .hasMessageContaining("their end expected");
    }

    @Test
    void outputsOfDecodersAreBoundedByTheMostEntries() throws IOException {
        HeaderBuilder blocks = HeaderBuilder.header()
                .id(6, 0)
                .number(MOST_ENTRIES)
                .id(9)
                .bytes(new byte[MOST_ENTRIES])
                .id(0)
                .id(7, 0x0B)
                .number(MOST_ENTRIES)
                .id(0);
        for (int i = 0; i < MOST_ENTRIES; i++) {
            blocks.id(8);
            for (int coder = 0; coder < 8; coder++) {
                blocks.id(0);
            }
            for (int pair = 1; pair < 8; pair++) {
                blocks.id(pair, pair - 1);
            }
        }
        byte[] archive = packed(blocks);
        // Of 800,000 outputs that there are.
        asked.set(0);
        assertTooMany(catchThrowable(() -> SevenZipArchive.open(new SeekableInMemoryByteChannel(archive), bounds)));
        assertThat(asked.get()).isLessThan(MOST_ALLOCATED);
    }

    @Test
    void memoryIsAskedForBeforeItIsTaken() throws IOException {
        byte[] archive = HeaderBuilder.header()
                .copyFolders(1000, 0)
                .id(0)
                .files(1000)
                .property(0x11, names(1000))
                .id(0, 0)
                .archive(new byte[0]);
        var unused = SevenZipArchive.open(new SeekableInMemoryByteChannel(archive), bounds);
        assertThat(asked.get()).isBetween(2L * archive.length - 100 + 1000 * 52, 2L * archive.length + 1000 * 64);
    }

    private static byte[] names(int count) {
        HeaderBuilder names = new HeaderBuilder();
        for (int i = 0; i < count; i++) {
            names.name("n" + i);
        }
        return names.named();
    }

    @Test
    void refusalOfMemoryIsPassedOn() throws IOException {
        IOException refusal = new IOException("no memory");
        HeaderBounds none = new HeaderBounds(64L << 20, MOST_ENTRIES, 100 * 1024, bytes -> {
            throw refusal;
        });
        byte[] archive = packed(HeaderBuilder.header());
        assertThatThrownBy(() -> SevenZipArchive.open(new SeekableInMemoryByteChannel(archive), none))
                .isSameAs(refusal);
    }

    @Test
    void propertyThatComesTwiceIsRefused() throws IOException {
        byte[] archive = HeaderBuilder.header()
                .id(0)
                .files(1)
                .id(0x15, 6, 1, 0, 0, 0, 0, 0)
                .id(0x15, 6, 1, 0, 0, 0, 0, 0)
                .id(0, 0)
                .archive(new byte[0]);
        assertThat(refusal(archive)).hasMessageContaining("comes twice");
    }
}
