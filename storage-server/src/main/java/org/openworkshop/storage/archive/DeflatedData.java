/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/**
 * A file's Deflate data as it lies in a source ZIP, found to be whole.
 *
 * @param at position of the first byte in the source
 * @param packed bytes in the source
 * @param size bytes when unpacked
 * @param crc CRC-32 of the unpacked bytes
 */
record DeflatedData(SourceFile source, long at, long packed, long size, long crc) {}
