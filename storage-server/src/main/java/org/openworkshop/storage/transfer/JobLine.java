/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.Locale;

/** A line that jobs wait in, each before places of its own. */
public enum JobLine {
    /** For a place to be uploaded at. */
    UPLOAD,
    /** To be fetched. */
    FETCH,
    /** To be packed or converted. */
    PACK;

    /** As metrics have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * How a line stands.
     *
     * @param waiting how many jobs wait in it; more than may, when those that were accepted before a restart came back
     * @param capacity how many may wait before new ones are refused
     * @param working how many have a place to work at
     * @param places how many may work at once
     */
    public record State(int waiting, int capacity, int working, int places) {}
}
