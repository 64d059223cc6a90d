/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * Section {@code [image]}.
 *
 * @param maxPixels largest width times height, read from the header
 * @param quality WebP quality, 0 to 100
 * @param webpMethod libwebp's effort, 0 (fast) to 6 (small)
 */
public record ImageConfig(long maxPixels, int quality, int webpMethod) {}
