/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads how many bytes an archive holds when unpacked. May block; called on a thread kept for it. */
@FunctionalInterface
public interface UnpackedSize {
    /**
     * The sum of the entries' sizes in bytes; empty when the file is no readable archive, or is encrypted.
     *
     * @throws IOException when the file cannot be read now; asked again later
     */
    OptionalLong of(Path file) throws IOException;
}
