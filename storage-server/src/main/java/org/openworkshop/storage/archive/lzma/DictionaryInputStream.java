/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.IOException;
import java.io.InputStream;

/** Hands out what is decoded into a dictionary, and has more decoded when that is used up. Not thread-safe. */
abstract class DictionaryInputStream extends InputStream {
    /** How much is decoded ahead: little enough to be in the processor's cache when it is copied out. */
    static final int STEP_BYTES = 64 * 1024;

    final InputStream in;
    final Dictionary dictionary;
    private boolean ended;

    /** @param in is closed with this stream */
    DictionaryInputStream(InputStream in, Dictionary dictionary) {
        this.in = in;
        this.dictionary = dictionary;
    }

    /** Decodes a little; false at the end of the data. */
    abstract boolean decodeMore() throws IOException;

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length && (dictionary.hasBytes() || more())) {
            done += dictionary.take(target, offset + done, length - done);
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    private boolean more() throws IOException {
        while (!ended && !dictionary.hasBytes()) {
            ended = !decodeMore();
        }
        return dictionary.hasBytes();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
