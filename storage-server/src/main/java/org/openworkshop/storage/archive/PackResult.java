/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/**
 * The outcome of packing.
 *
 * @param kept whether the source is a ZIP that stays as it came; then nothing was written to the target
 * @param unpackedBytes sum of the entries' sizes, in bytes, as decoded (as declared when a kept ZIP was not verified)
 */
public record PackResult(boolean kept, long unpackedBytes) {}
