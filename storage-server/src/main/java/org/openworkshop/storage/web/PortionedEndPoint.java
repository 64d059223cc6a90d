/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

/**
 * A connection's end of which one read can be kept short, so that a file received over it is written in whole blocks: what is
 * written across the bounds of blocks costs the system up to twice as much.
 */
public interface PortionedEndPoint {
    /**
     * The next bytes are to be read from the network at most so many at once; those after it are short again. May be called by whoever reads the
     * connection's request.
     *
     * @param bytes at least 1
     */
    void nextPortion(int bytes);
}
