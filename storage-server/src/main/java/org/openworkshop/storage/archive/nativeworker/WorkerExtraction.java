/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.sf.sevenzipjbinding.ExtractAskMode;
import net.sf.sevenzipjbinding.ExtractOperationResult;
import net.sf.sevenzipjbinding.IArchiveExtractCallback;
import net.sf.sevenzipjbinding.ICryptoGetTextPassword;
import net.sf.sevenzipjbinding.IInArchive;
import net.sf.sevenzipjbinding.ISequentialOutStream;
import net.sf.sevenzipjbinding.SevenZipException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the engine's calls into frames. The engine does not always report a result for an entry it was given no stream for,
 * so such an entry is ended when it starts; what it must not lose sight of, the first failure, is kept here.
 */
final class WorkerExtraction implements IArchiveExtractCallback, ICryptoGetTextPassword {
    private final IInArchive archive;
    private final WorkerOutput output;
    private @Nullable WorkerEntry open;
    private @Nullable ByteArrayOutputStream linkTarget;
    private @Nullable WorkerException failure;
    private int entries;

    WorkerExtraction(IInArchive archive, WorkerOutput output) {
        this.archive = archive;
        this.output = output;
    }

    /** Entries passed on so far. */
    int entries() {
        return entries;
    }

    /** Throws the first failure, if there was one. */
    void rethrow() throws WorkerException {
        if (failure != null) {
            throw failure;
        }
        if (open != null) {
            throw new WorkerException(false, "The engine gave no result for an entry", open.name());
        }
    }

    @Override
    public @Nullable ISequentialOutStream getStream(int index, ExtractAskMode mode) throws SevenZipException {
        if (mode != ExtractAskMode.EXTRACT) {
            return null;
        }
        WorkerEntry entry = WorkerEntry.of(archive, index);
        if (entry == null) {
            return null;
        }
        if (open != null) {
            throw fail(false, "The engine gave no result for an entry", open.name());
        }
        entries++;
        try {
            return start(entry);
        } catch (IOException e) {
            throw new SevenZipException("The server is gone", e);
        }
    }

    private @Nullable ISequentialOutStream start(WorkerEntry entry) throws IOException {
        if (entry.kind() == WorkerProtocol.KIND_FILE) {
            output.entry(entry, null);
            open = entry;
            return this::write;
        }
        if (entry.kind() == WorkerProtocol.KIND_SYMBOLIC_LINK && entry.target() == null && entry.size() > 0) {
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            linkTarget = target;
            open = entry;
            return data -> collect(target, data);
        }
        output.entry(entry, entry.target());
        output.end();
        return null;
    }

    @Override
    public void prepareOperation(ExtractAskMode mode) {}

    @Override
    public void setOperationResult(ExtractOperationResult result) throws SevenZipException {
        WorkerEntry entry = open;
        if (result != ExtractOperationResult.OK && failure == null) {
            boolean encrypted = result == ExtractOperationResult.WRONG_PASSWORD;
            throw fail(encrypted, describe(result), entry == null ? null : entry.name());
        }
        if (entry == null) {
            return;
        }
        try {
            if (linkTarget != null) {
                output.entry(entry, linkTarget.toString(StandardCharsets.UTF_8));
            }
            output.end();
        } catch (IOException e) {
            throw new SevenZipException("The server is gone", e);
        }
        linkTarget = null;
        open = null;
    }

    @Override
    public void setTotal(long total) {}

    @Override
    public void setCompleted(long complete) {}

    @Override
    public String cryptoGetTextPassword() throws SevenZipException {
        throw fail(true, "The archive is encrypted", null);
    }

    private int write(byte[] data) throws SevenZipException {
        try {
            output.data(data);
        } catch (IOException e) {
            throw new SevenZipException("The server is gone", e);
        }
        return data.length;
    }

    private int collect(ByteArrayOutputStream target, byte[] data) throws SevenZipException {
        if (data.length > WorkerProtocol.MAX_TEXT - target.size()) {
            throw fail(false, "A link's target is too long", open == null ? null : open.name());
        }
        target.writeBytes(data);
        return data.length;
    }

    private SevenZipException fail(boolean encrypted, String message, @Nullable String entry) {
        if (failure == null) {
            failure = new WorkerException(encrypted, message, entry);
        }
        return new SevenZipException(message);
    }

    private static String describe(ExtractOperationResult result) {
        return switch (result) {
            case UNSUPPORTEDMETHOD -> "A compression method that the engine does not know";
            case CRCERROR -> "The checksum is wrong";
            case UNEXPECTED_END -> "The data is cut off";
            case WRONG_PASSWORD -> "The entry is encrypted";
            default -> "The data is damaged (" + result + ")";
        };
    }
}
