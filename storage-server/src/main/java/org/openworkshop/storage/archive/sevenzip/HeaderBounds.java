/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

/**
 * What the headers of a .7z may cost, checked before anything is allocated for them.
 *
 * @param mostBytes most bytes of the headers, packed or unpacked
 * @param mostEntries most entries
 * @param decoderKiB most memory that decoding packed headers may take, in KiB
 */
public record HeaderBounds(long mostBytes, int mostEntries, long decoderKiB) {}
