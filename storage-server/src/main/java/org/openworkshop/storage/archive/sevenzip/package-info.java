/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the container of a .7z: its headers, its blocks and the order in which their decoders stand. Its door is
 * {@link org.openworkshop.storage.archive.sevenzip.SevenZipArchive}.
 * Must not know the rules for entries, what reads an archive that it cannot decode, or where the file comes from: it is
 * given a channel, says what is in it, and calls damage an {@link java.io.IOException}.
 */
@NullMarked
package org.openworkshop.storage.archive.sevenzip;

import org.jspecify.annotations.NullMarked;
