/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import net.sf.sevenzipjbinding.IInStream;
import net.sf.sevenzipjbinding.SevenZipException;

/**
 * The archive as the engine reads it, fetched from the server block by block. Keeps the blocks that were used last, as a
 * decoder with several inputs jumps between as many places. Thread-safe.
 */
final class WorkerSource implements IInStream {
    private static final int BLOCK = WorkerProtocol.MAX_BLOCK;
    private static final int KEPT = 8;

    private final long length;
    private final WorkerInput input;
    private final WorkerOutput output;
    private final Map<Long, byte[]> blocks = new Kept();
    private long position;

    WorkerSource(long length, WorkerInput input, WorkerOutput output) {
        this.length = length;
        this.input = input;
        this.output = output;
    }

    @Override
    public synchronized long seek(long offset, int origin) throws SevenZipException {
        try {
            long base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? position : length;
            position = Math.max(0, Math.addExact(base, offset));
            return position;
        } catch (ArithmeticException e) {
            throw new SevenZipException("No such place in the source", e);
        }
    }

    /** Gives what one block has, which may be less than there is room for: the engine asks again. */
    @Override
    public synchronized int read(byte[] data) throws SevenZipException {
        if (position >= length || data.length == 0) {
            return 0;
        }
        byte[] block = block(position / BLOCK);
        int at = (int) (position % BLOCK);
        int count = Math.min(data.length, block.length - at);
        System.arraycopy(block, at, data, 0, count);
        position += count;
        return count;
    }

    private byte[] block(long number) throws SevenZipException {
        byte[] known = blocks.get(number);
        if (known != null) {
            return known;
        }
        long start = number * BLOCK;
        int size = (int) Math.min(BLOCK, length - start);
        try {
            output.need(start, size);
            byte[] block = input.block();
            if (block.length != size) {
                throw new SevenZipException("The source became shorter");
            }
            blocks.put(number, block);
            return block;
        } catch (IOException e) {
            throw new SevenZipException("The server is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SevenZipException("Interrupted", e);
        }
    }

    @Override
    public void close() {}

    /** The blocks that were used last. */
    private static final class Kept extends LinkedHashMap<Long, byte[]> {
        private static final long serialVersionUID = 1L;

        Kept() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > KEPT;
        }
    }
}
