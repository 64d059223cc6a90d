/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** The size of a WebP that was decoded whole. */
record Webp(int width, int height) {
    private static final int RIFF_HEADER = 8;

    /** Null when the bytes are no whole WebP. */
    static @Nullable Webp decode(byte[] content) {
        boolean riff = content.length > 12
                && content[0] == 'R'
                && content[8] == 'W'
                && ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(4) == content.length - RIFF_HEADER;
        if (!riff) {
            return null;
        }
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
            return image == null ? null : new Webp(image.getWidth(), image.getHeight());
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
