/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;

/**
 * Hears how far packing has come. Called on the packing thread, so it must return quickly. Percent runs from 0 to 100
 * within each stage and never goes back; the last call of a stage that succeeds is 100. Checking a ZIP that is kept as it
 * came counts as {@code extracting}.
 */
public interface PackListener {
    /**
     * The source's format is known.
     *
     * @param format its name in lower case, from a closed list
     */
    default void probed(String format) {}

    /** The source is being opened, listed and checked. */
    default void extracting(int percent) {}

    /**
     * Entries are being written to the ZIP.
     *
     * @throws IOException to end packing with it
     */
    default void repacking(int percent) throws IOException {}

    /**
     * Something was read, decoded or written since the last call: packing does not stand still. Called often, also between
     * percentages.
     */
    default void working() {}

    /**
     * Bytes are about to be written to the target.
     *
     * @param bytes how many
     * @throws IOException to end packing with it, for example when the disk has no room for them
     */
    default void writing(long bytes) throws IOException {}
}
