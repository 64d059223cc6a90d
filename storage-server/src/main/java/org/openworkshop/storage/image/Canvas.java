/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

/**
 * The page that a frame of an animation is drawn on; what the frame does not cover is transparent.
 *
 * @param width width of the page in pixels
 * @param height height of the page in pixels
 * @param left column of the frame's left edge
 * @param top row of the frame's upper edge
 */
record Canvas(int width, int height, int left, int top) {}
