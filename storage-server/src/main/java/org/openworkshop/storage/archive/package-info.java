/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns archives: probe, limits, readers and the ZIP writer.
 * Must not know jobs, HTTP or areas: it is given a source file and writes one target file.
 */
@NullMarked
package org.openworkshop.storage.archive;

import org.jspecify.annotations.NullMarked;
