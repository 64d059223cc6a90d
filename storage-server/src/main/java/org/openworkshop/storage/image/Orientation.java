/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

/**
 * How the stored rows and columns of a picture lie on the page: the values 1 to 8 of the EXIF and TIFF tag 274
 * (TIFF 6.0, section 8).
 */
enum Orientation {
    NORMAL(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    LYING_LEFT(true, true, false),
    TRANSVERSED(true, true, true),
    LYING_RIGHT(true, false, true);

    private final boolean swapsAxes;
    private final boolean mirrorsX;
    private final boolean mirrorsY;

    Orientation(boolean swapsAxes, boolean mirrorsX, boolean mirrorsY) {
        this.swapsAxes = swapsAxes;
        this.mirrorsX = mirrorsX;
        this.mirrorsY = mirrorsY;
    }

    /** The orientation with this tag value; values outside 1 to 8 mean nothing and leave the picture as it is. */
    static Orientation ofTag(int value) {
        return value >= 1 && value <= values().length ? values()[value - 1] : NORMAL;
    }

    /** Width of the upright picture. */
    int uprightWidth(int width, int height) {
        return swapsAxes ? height : width;
    }

    /** Height of the upright picture. */
    int uprightHeight(int width, int height) {
        return swapsAxes ? width : height;
    }

    /** Index, in the upright picture's row-major pixels, of the stored pixel (0, 0). */
    int origin(int width, int height) {
        int uprightWidth = uprightWidth(width, height);
        int x = mirrorsX ? uprightWidth - 1 : 0;
        int y = mirrorsY ? uprightHeight(width, height) - 1 : 0;
        return y * uprightWidth + x;
    }

    /** How far that index moves when the stored column grows by one. */
    int columnStep(int width, int height) {
        return swapsAxes ? signed(mirrorsY, uprightWidth(width, height)) : signed(mirrorsX, 1);
    }

    /** How far that index moves when the stored row grows by one. */
    int rowStep(int width, int height) {
        return swapsAxes ? signed(mirrorsX, 1) : signed(mirrorsY, uprightWidth(width, height));
    }

    private static int signed(boolean negative, int step) {
        return negative ? -step : step;
    }
}
