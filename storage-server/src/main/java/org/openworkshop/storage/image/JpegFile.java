/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;

/**
 * The segments of a JPEG file (ITU-T T.81, annex B), walked from the start to the end marker without decoding.
 *
 * <p>Decoders fill what is missing at the end of a cut file with grey and call it a success, and decode as many
 * progressive scans over the whole picture as a small file asks for. Both are found here.
 */
final class JpegFile {
    /** Real progressive pictures have about ten scans. */
    private static final int MAX_SCANS = 64;

    private static final int SOF0 = 0xc0;
    private static final int SOF2 = 0xc2;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int SOF15 = 0xcf;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP1 = 0xe1;
    private static final int TEM = 0x01;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

    private final ImageInputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int buffered;
    private int next;
    private Orientation orientation = Orientation.NORMAL;
    private boolean hasExif;
    private long coefficientBytes;
    private long framePixels;
    private int frames;
    private int scans;

    private JpegFile(ImageInputStream in) {
        this.in = in;
    }

    /** Checks a whole JPEG file and finds out how it lies. */
    static PictureSource locate(ImageInputStream in) throws IOException {
        in.seek(0);
        JpegFile file = new JpegFile(in);
        file.walk();
        return new PictureSource(
                Codec.JPEG, in, 0, new PictureSource.Notes(file.orientation, null, null, file.coefficientBytes));
    }

    /** The pixels that the JPEG at the stream's position makes a decoder allocate. */
    static long pixelsOfFrame(ImageInputStream in) throws IOException {
        JpegFile file = new JpegFile(in);
        file.skip(2);
        while (file.frames == 0) {
            int marker = file.nextMarker();
            if (!isAlone(marker)) {
                file.segment(marker, file.read16() - 2);
            }
        }
        return file.framePixels;
    }

    private void walk() throws IOException {
        skip(2);
        int marker = nextMarker();
        while (marker != EOI) {
            if (marker == SOS) {
                scans++;
                if (frames == 0 || scans > MAX_SCANS) {
                    throw new MalformedImageException("JPEG scan without a frame, or too many scans");
                }
                skip(read16() - 2);
                marker = endOfScan();
                continue;
            }
            if (!isAlone(marker)) {
                segment(marker, read16() - 2);
            }
            marker = nextMarker();
        }
        if (scans == 0) {
            throw new MalformedImageException("JPEG without picture data");
        }
    }

    private void segment(int marker, int length) throws IOException {
        if (length < 0) {
            throw new MalformedImageException("JPEG segment with a negative length");
        }
        if (marker == APP1 && !hasExif) {
            application1(length);
        } else if (isFrame(marker)) {
            frame(marker, length);
        } else {
            skip(length);
        }
    }

    private void application1(int length) throws IOException {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) read();
        }
        if (length > EXIF.length && Arrays.equals(payload, 0, EXIF.length, EXIF, 0, EXIF.length)) {
            hasExif = true;
            orientation = ExifOrientation.of(Arrays.copyOfRange(payload, EXIF.length, length));
        }
    }

    private void frame(int marker, int length) throws IOException {
        if (length < 6 || ++frames > 1) {
            throw new MalformedImageException("JPEG with a broken frame header, or more than one");
        }
        skip(1);
        long height = read16();
        long width = read16();
        int components = read();
        framePixels = width * height;
        if (marker == SOF2) {
            // The decoder keeps every coefficient of a progressive picture until its last scan.
            coefficientBytes = framePixels * components * 2;
        }
        skip(length - 6);
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    private static boolean isAlone(int marker) {
        return (marker >= RST0 && marker <= SOI) || marker == TEM;
    }

    /** Skips to the next marker; stray bytes between segments are passed over, as decoders do. */
    private int nextMarker() throws IOException {
        while (true) {
            while (read() != 0xff) {
                // A stray byte.
            }
            int marker = read();
            while (marker == 0xff) {
                marker = read();
            }
            if (marker != 0) {
                return marker;
            }
        }
    }

    /** Skips entropy-coded data up to the marker that ends it. */
    private int endOfScan() throws IOException {
        int marker = nextMarker();
        while (marker >= RST0 && marker <= RST7) {
            marker = nextMarker();
        }
        return marker;
    }

    private int read16() throws IOException {
        return read() << 8 | read();
    }

    private int read() throws IOException {
        if (next == buffered) {
            buffered = in.read(buffer, 0, buffer.length);
            next = 0;
            if (buffered <= 0) {
                buffered = 0;
                throw new EOFException("JPEG ends before its end marker");
            }
        }
        return buffer[next++] & 0xff;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            read();
        }
    }
}
