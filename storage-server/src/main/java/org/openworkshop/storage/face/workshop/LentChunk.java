/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.openworkshop.storage.storage.LentBytes;

/** A piece of a body in the connection's own buffer. */
record LentChunk(Content.Chunk chunk) implements LentBytes {
    @Override
    public ByteBuffer bytes() {
        return chunk.getByteBuffer();
    }

    @Override
    public void giveBack() {
        chunk.release();
    }
}
