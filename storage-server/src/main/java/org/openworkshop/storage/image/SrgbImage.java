/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import org.jspecify.annotations.Nullable;

/** Turns decoded pixels into what the encoder takes: 8 bits per channel, sRGB, upright, on their page. */
final class SrgbImage {
    private SrgbImage() {}

    /**
     * Converts a decoded picture. A picture that is right already is handed back as it is, for the copy would cost as
     * much memory again.
     */
    static BufferedImage of(BufferedImage decoded, PictureSource.Notes notes) {
        Canvas canvas = notes.canvas();
        boolean fillsPage =
                canvas == null || (canvas.width() == decoded.getWidth() && canvas.height() == decoded.getHeight());
        ICC_Profile profile = notes.profile();
        if (fillsPage && profile == null && notes.orientation() == Orientation.NORMAL && isEncodable(decoded)) {
            return decoded;
        }
        Canvas page = canvas == null ? new Canvas(decoded.getWidth(), decoded.getHeight(), 0, 0) : canvas;
        boolean hasAlpha = !fillsPage || decoded.getColorModel().hasAlpha();
        BufferedImage upright = draw(decoded, page, notes.orientation(), hasAlpha);
        applyProfile(upright, profile);
        return upright;
    }

    private static boolean isEncodable(BufferedImage image) {
        return switch (image.getType()) {
            case BufferedImage.TYPE_3BYTE_BGR,
                    BufferedImage.TYPE_4BYTE_ABGR,
                    BufferedImage.TYPE_INT_RGB,
                    BufferedImage.TYPE_INT_ARGB -> true;
            default -> false;
        };
    }

    private static BufferedImage draw(BufferedImage frame, Canvas page, Orientation orientation, boolean hasAlpha) {
        BufferedImage upright = new BufferedImage(
                orientation.uprightWidth(page.width(), page.height()),
                orientation.uprightHeight(page.width(), page.height()),
                hasAlpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] target = ((DataBufferInt) upright.getRaster().getDataBuffer()).getData();
        int columnStep = orientation.columnStep(page.width(), page.height());
        int rowStep = orientation.rowStep(page.width(), page.height());
        int start = orientation.origin(page.width(), page.height()) + page.left() * columnStep + page.top() * rowStep;
        int width = frame.getWidth();
        int[] row = new int[width];
        PixelRows rows = PixelRows.of(frame);
        for (int y = 0; y < frame.getHeight(); y++) {
            rows.read(y, row);
            int index = start + y * rowStep;
            for (int x = 0; x < width; x++, index += columnStep) {
                target[index] = row[x];
            }
        }
        return upright;
    }

    private static void applyProfile(BufferedImage image, @Nullable ICC_Profile profile) {
        if (profile != null) {
            ColorConversion.toSrgb(image, profile);
        }
    }
}
