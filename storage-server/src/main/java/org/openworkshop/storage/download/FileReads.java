/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reading of files whose size has been announced. */
final class FileReads {
    /** What is wrong with a file that ends before the bytes that were announced. */
    static final String SHORTER = "the file has become shorter while it was sent";

    private FileReads() {}

    /**
     * Fills a buffer up to its limit with a file's bytes from a position on. May wait for the disk.
     *
     * @throws EOFException when the file ends before
     */
    static void fully(FileChannel file, long position, ByteBuffer into) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = file.read(into, at);
            if (count < 0) {
                throw new EOFException(SHORTER);
            }
            at += count;
        }
    }
}
