/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import net.sf.sevenzipjbinding.ArchiveFormat;
import net.sf.sevenzipjbinding.IArchiveOpenCallback;
import net.sf.sevenzipjbinding.ICryptoGetTextPassword;
import net.sf.sevenzipjbinding.IInArchive;
import net.sf.sevenzipjbinding.PropID;
import net.sf.sevenzipjbinding.SevenZip;
import net.sf.sevenzipjbinding.SevenZipException;
import org.jspecify.annotations.Nullable;

/** One archive, opened by the engine. */
final class WorkerArchive implements Closeable {
    private final IInArchive archive;
    private final WorkerOutput output;
    private int entries;

    private WorkerArchive(IInArchive archive, WorkerOutput output) {
        this.archive = archive;
        this.output = output;
    }

    /** Tries the formats in turn. */
    static WorkerArchive open(WorkerSource source, List<NativeFormat> formats, WorkerOutput output)
            throws WorkerException, IOException {
        String reason = "No format to try";
        for (NativeFormat format : formats) {
            OpenCallback callback = new OpenCallback();
            try {
                source.seek(0, WorkerSource.SEEK_SET);
                ArchiveFormat known = ArchiveFormat.valueOf(format.name());
                return new WorkerArchive(SevenZip.openInArchive(known, source, callback), output);
            } catch (SevenZipException e) {
                if (callback.passwordAsked) {
                    throw new WorkerException(true, "The archive's headers are encrypted");
                }
                reason = "The archive can't be opened as " + format;
            }
        }
        throw new WorkerException(false, reason);
    }

    /** Sends what the headers say. */
    void list() throws WorkerException, IOException {
        Object errors = archive.getArchiveProperty(PropID.ERROR_FLAGS);
        if (errors instanceof Number flags && flags.longValue() != 0) {
            throw new WorkerException(false, "The archive's headers are damaged or cut off");
        }
        long bytes = 0;
        int items = archive.getNumberOfItems();
        for (int i = 0; i < items; i++) {
            WorkerEntry entry = WorkerEntry.of(archive, i);
            if (entry == null) {
                continue;
            }
            if (entry.encrypted()) {
                throw new WorkerException(true, "An entry is encrypted", entry.name());
            }
            entries++;
            if (entry.kind() == WorkerProtocol.KIND_FILE) {
                bytes = sum(bytes, entry.size());
            }
        }
        output.opened(entries, bytes);
    }

    /** Sends all entries with their data. */
    void read() throws WorkerException, IOException {
        WorkerExtraction extraction = new WorkerExtraction(archive, output);
        try {
            archive.extract(null, false, extraction);
        } catch (SevenZipException e) {
            extraction.rethrow();
            throw new WorkerException(false, "The engine gave up: " + e.getMessage());
        }
        extraction.rethrow();
        if (extraction.entries() != entries) {
            throw new WorkerException(false, "The engine passed over entries");
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }

    private static long sum(long bytes, long size) {
        if (bytes < 0 || size < 0) {
            return -1;
        }
        return bytes > Long.MAX_VALUE - size ? Long.MAX_VALUE : bytes + size;
    }

    private static final class OpenCallback implements IArchiveOpenCallback, ICryptoGetTextPassword {
        private boolean passwordAsked;

        @Override
        public void setTotal(@Nullable Long files, @Nullable Long bytes) {}

        @Override
        public void setCompleted(@Nullable Long files, @Nullable Long bytes) {}

        @Override
        public String cryptoGetTextPassword() throws SevenZipException {
            passwordAsked = true;
            throw new SevenZipException("No password");
        }
    }
}
