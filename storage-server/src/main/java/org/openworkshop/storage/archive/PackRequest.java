/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.file.Path;

/**
 * One file to be packed.
 *
 * @param source the file that came in; only read
 * @param storedName its safe name, the entry name when it is not an archive
 * @param target where the ZIP is written; does not exist yet, its folder does. The caller deletes it after a failure.
 * @param level Deflate level, 0 (store) to 9
 */
public record PackRequest(Path source, String storedName, Path target, int level) {}
