/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * All that a .7z says of itself (7zFormat.txt of the LZMA SDK).
 *
 * <pre>
 *   {@link StartHeader}
 *   packed streams
 *   headers, one of
 *     01                        as they are
 *        02 properties 00       of the archive, of no use here
 *        04 {@link StreamsInfo}         all parts are optional
 *        05 {@link FilesInfo}
 *     00
 *     17 {@link StreamsInfo}            packed: its one folder unpacks to headers
 * </pre>
 *
 * In memory they cost twice their bytes, and a few numbers for each entry, content, block and stream, all of which are
 * bounded and asked for beforehand ({@link HeaderMemory}).
 */
record Headers(StreamsInfo streams, FilesInfo files) {
    private static final int HEADER = 0x01;
    private static final int ARCHIVE_PROPERTIES = 0x02;
    private static final int MAIN_STREAMS = 0x04;
    private static final int FILES = 0x05;
    private static final int ENCODED_HEADER = 0x17;

    /** Programs pack headers once. */
    private static final int MOST_TIMES_ENCODED = 4;

    static Headers read(SeekableByteChannel archive, HeaderBounds bounds) throws IOException {
        StartHeader start = StartHeader.read(archive);
        if (start.isAll()) {
            return new Headers(StreamsInfo.none(), FilesInfo.none());
        }
        HeaderBytes in = start.headers(archive, bounds);
        int id = in.id();
        for (int i = 0; id == ENCODED_HEADER; i++) {
            if (i == MOST_TIMES_ENCODED) {
                throw HeaderBytes.damaged("packed in themselves too often");
            }
            in = decode(StreamsInfo.read(in, archive.size(), bounds), archive, bounds);
            id = in.id();
        }
        if (id != HEADER) {
            throw HeaderBytes.damaged("not there");
        }
        return parse(in, archive.size(), bounds);
    }

    private static Headers parse(HeaderBytes in, long archiveBytes, HeaderBounds bounds) throws IOException {
        int id = in.id();
        if (id == ARCHIVE_PROPERTIES) {
            while (in.id() != 0) {
                in.skip(in.count("bytes of a property"));
            }
            id = in.id();
        }
        StreamsInfo streams = StreamsInfo.none();
        if (id == MAIN_STREAMS) {
            streams = StreamsInfo.read(in, archiveBytes, bounds);
            id = in.id();
        }
        FilesInfo files = FilesInfo.none();
        if (id == FILES) {
            files = FilesInfo.read(in, bounds.mostEntries());
            id = in.id();
        }
        if (id != 0 || in.left() > 0) {
            throw HeaderBytes.damaged("their end expected");
        }
        if (files.withContent() != streams.contents().count()) {
            throw HeaderBytes.damaged("there are not as many contents as files");
        }
        return new Headers(streams, files);
    }

    private static HeaderBytes decode(StreamsInfo streams, SeekableByteChannel archive, HeaderBounds bounds)
            throws IOException {
        if (streams.folders().count() != 1 || streams.contents().count() != 1) {
            throw HeaderBytes.damaged("packed ones are not one block");
        }
        HeadersRefusedException.requireBytes(streams.folders().decodedBytes(0), bounds);
        FolderDecoder.requireReadable(streams.folders().get(0), bounds);
        long size = streams.contents().size(0);
        bounds.memory().take(HeaderBytes.COPIES * size);
        try (SevenZipContent content = new SevenZipContent(archive, new Headers(streams, FilesInfo.oneNameless()))) {
            var unused = content.nextEntry();
            // Not allocated before it is there.
            return new HeaderBytes(content.readNBytes((int) size), bounds.memory());
        }
    }
}
