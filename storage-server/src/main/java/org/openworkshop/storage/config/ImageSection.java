/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** The keys of {@code [image]}. */
final class ImageSection {
    private static final Key<Long> MAX_PIXELS = new Key<>(
            "image.max_pixels",
            new IntegerType(1, 2_000_000_000),
            Preset.of(100_000_000L),
            "",
            "Largest width times height of an image, read from its header before it is decoded. Decoding takes about four"
                    + " bytes of memory for each pixel.");
    private static final Key<Long> QUALITY = new Key<>(
            "image.quality",
            new IntegerType(0, 100),
            Preset.of(80L),
            "",
            "Quality of the WebP files that images are converted to.");
    private static final Key<Long> WEBP_METHOD = new Key<>(
            "image.webp_method",
            new IntegerType(0, 6),
            Preset.of(4L),
            "",
            "Effort of the WebP encoder: 0 is fast, 6 is small. 6 takes about twice as long as 4, on hard photos far longer.");

    static final Section SECTION =
            new Section("image", "How images are converted.", List.of(MAX_PIXELS, QUALITY, WEBP_METHOD));

    private ImageSection() {}

    static ImageConfig read(Settings settings) {
        return new ImageConfig(settings.get(MAX_PIXELS), settings.number(QUALITY), settings.number(WEBP_METHOD));
    }
}
