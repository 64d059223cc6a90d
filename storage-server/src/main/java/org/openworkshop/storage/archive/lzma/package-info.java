/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Decoders of LZMA and LZMA2 data and of the .xz and .lzma files around it: bytes in, bytes out. They know nothing of
 * archives, entries and limits of an upload; what they bound is the memory of a dictionary.
 */
@NullMarked
package org.openworkshop.storage.archive.lzma;

import org.jspecify.annotations.NullMarked;
