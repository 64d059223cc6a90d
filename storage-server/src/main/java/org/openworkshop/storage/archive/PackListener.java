/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/**
 * Hears how far packing has come. Called on the packing thread, so it must return quickly. Percent runs from 0 to 100
 * within each stage and never goes back; the last call of a stage that succeeds is 100. Checking a ZIP that is kept as it
 * came counts as {@code extracting}.
 */
public interface PackListener {
    /** The source is being opened, listed and checked. */
    default void extracting(int percent) {}

    /** Entries are being written to the ZIP. */
    default void repacking(int percent) {}
}
