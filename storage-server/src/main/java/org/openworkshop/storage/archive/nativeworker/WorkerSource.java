/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.IOException;
import java.io.RandomAccessFile;
import net.sf.sevenzipjbinding.IInStream;
import net.sf.sevenzipjbinding.SevenZipException;

/** The source file as the engine reads it; tells the server every megabyte how far it came. Thread-safe. */
final class WorkerSource implements IInStream {
    private static final long STEP = 1 << 20;

    private final RandomAccessFile file;
    private final long length;
    private final WorkerOutput output;
    private long consumed;
    private long told;

    WorkerSource(String path, WorkerOutput output) throws IOException {
        this.file = new RandomAccessFile(path, "r");
        this.length = file.length();
        this.output = output;
    }

    @Override
    public synchronized long seek(long offset, int origin) throws SevenZipException {
        try {
            long base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? file.getFilePointer() : length;
            file.seek(Math.max(0, Math.addExact(base, offset)));
            return file.getFilePointer();
        } catch (IOException | ArithmeticException e) {
            throw new SevenZipException("The source can't be read", e);
        }
    }

    @Override
    public synchronized int read(byte[] data) throws SevenZipException {
        try {
            int got = Math.max(0, file.read(data));
            consumed += got;
            if (consumed - told >= STEP) {
                told = consumed;
                output.progress(Math.min(consumed, length));
            }
            return got;
        } catch (IOException e) {
            throw new SevenZipException("The source can't be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
