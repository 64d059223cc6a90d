/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a PNG file (W3C PNG, third edition), walked to the end chunk without decoding.
 *
 * <p>The platform's decoder takes other chunks of palette pictures into memory whole, knows neither EXIF nor colour
 * profiles, and does not mind a missing end; all of this is dealt with here.
 */
final class PngFile {
    private static final int SIGNATURE_BYTES = 8;
    private static final int MAX_CHUNKS = 1_000_000;
    private static final long MAX_OTHER_BYTES = 64L << 20;
    private static final int MAX_PROFILE_BYTES = 4 << 20;

    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;
    private static final int ICCP = 0x69434350;
    private static final int SRGB = 0x73524742;
    private static final int EXIF = 0x65584966;

    private final ImageInputStream in;
    private Orientation orientation = Orientation.NORMAL;
    private @Nullable ICC_Profile profile;
    private boolean isSrgb;
    private boolean hasData;
    private long otherBytes;

    private PngFile(ImageInputStream in) {
        this.in = in;
    }

    /** Checks a whole PNG file and finds out how it lies and which colours it means. */
    static PictureSource locate(ImageInputStream in) throws IOException {
        PngFile file = new PngFile(in);
        file.walk();
        ICC_Profile colors = file.isSrgb ? null : file.profile;
        return new PictureSource(
                Codec.PNG, in, 0, new PictureSource.Notes(file.orientation, colors, null, file.otherBytes));
    }

    private void walk() throws IOException {
        long position = SIGNATURE_BYTES;
        for (int count = 0; count < MAX_CHUNKS; count++) {
            in.seek(position);
            long length = in.readUnsignedInt();
            int type = in.readInt();
            if ((count == 0) != (type == IHDR) || length > Integer.MAX_VALUE) {
                throw new MalformedImageException("PNG with a misplaced header or a chunk of impossible length");
            }
            if (type == IEND) {
                if (!hasData) {
                    throw new MalformedImageException("PNG without picture data");
                }
                return;
            }
            chunk(type, (int) length);
            position += 12 + length;
            if (position > in.length()) {
                throw new MalformedImageException("PNG ends inside a chunk");
            }
        }
        throw new MalformedImageException("PNG with too many chunks");
    }

    private void chunk(int type, int length) throws IOException {
        if (type == IDAT) {
            hasData = true;
            return;
        }
        otherBytes += length;
        if (otherBytes > MAX_OTHER_BYTES) {
            throw new MalformedImageException("PNG with too much beside the picture");
        }
        switch (type) {
            case SRGB -> isSrgb = true;
            case ICCP -> profile = length <= MAX_PROFILE_BYTES ? inflateProfile(readChunk(length)) : null;
            case EXIF -> {
                if (length <= ExifOrientation.MAX_BYTES) {
                    orientation = ExifOrientation.of(readChunk(length));
                }
            }
            default -> {
                // Nothing the conversion needs.
            }
        }
    }

    private byte[] readChunk(int length) throws IOException {
        byte[] data = new byte[length];
        in.readFully(data);
        return data;
    }

    /** Name, zero byte, method byte, deflated profile. A profile that cannot be read is no reason to refuse. */
    private static @Nullable ICC_Profile inflateProfile(byte[] chunk) {
        int nameEnd = 0;
        while (nameEnd < chunk.length && chunk[nameEnd] != 0) {
            nameEnd++;
        }
        int start = Math.min(nameEnd + 2, chunk.length);
        try (InflaterInputStream inflater =
                new InflaterInputStream(new ByteArrayInputStream(chunk, start, chunk.length - start))) {
            byte[] data = inflater.readNBytes(MAX_PROFILE_BYTES);
            return data.length < MAX_PROFILE_BYTES ? rgbProfile(data) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The profile in these bytes, or null when they are no profile for RGB pictures. */
    static @Nullable ICC_Profile rgbProfile(byte[] data) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(Arrays.copyOf(data, data.length));
            return profile.getColorSpaceType() == ColorSpace.TYPE_RGB ? profile : null;
        } catch (IllegalArgumentException | CMMException e) {
            return null;
        }
    }
}
