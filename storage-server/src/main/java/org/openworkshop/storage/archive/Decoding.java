/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.archivers.zip.UnsupportedZipFeatureException;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/**
 * The border between foreign bytes and this program: whatever a decoder throws over hostile input becomes an
 * {@link ArchiveException}; only a failing disk and an interrupt pass. Calls to a sink stay outside of it, so that a full
 * target disk is never taken for a damaged archive.
 */
final class Decoding {
    /** A dictionary of 256 MiB, the largest a common tool makes by default, and its decoder's own tables. */
    static final long MOST_KIB = 264 * 1024;

    private static final int MOST_EMPTY_READS = 100;

    private Decoding() {}

    /**
     * What is being decoded.
     *
     * @param title begins a sentence about it
     * @param place where that is in the archive; empty for all of it
     */
    record Subject(String title, String place) {
        static final Subject ARCHIVE = new Subject("The archive", "");
        static final Subject STREAM = new Subject("The archive's compressed stream", "");

        static Subject entry(String name) {
            String quoted = EntryName.quote(name);
            return new Subject("Entry " + quoted, "entry " + quoted);
        }
    }

    /** One call into a decoder. */
    interface Step<T> {
        @Nullable
        T run() throws ArchiveException, IOException;
    }

    /**
     * Runs one call into a decoder.
     *
     * @param subject what is being decoded, for the message
     */
    @SuppressWarnings("NullAway") // null exactly when the step may give null
    static <T> T guard(Subject subject, Step<T> step) throws ArchiveException, IOException {
        try {
            return step.run();
        } catch (IOException e) {
            throw judge(subject, e);
        } catch (RuntimeException e) {
            throw unreadable(subject.title() + " is damaged", e);
        } catch (OutOfMemoryError e) {
            throw unreadable(subject.title() + " needs more memory than there is", e);
        } catch (StackOverflowError e) {
            throw unreadable(subject.title() + " is nested too deeply", e);
        }
    }

    /** The next decoded bytes, -1 at the end; a decoder that keeps giving none is stuck and thus damaged. */
    static int read(Subject subject, InputStream in, byte[] target) throws ArchiveException, IOException {
        return guard(subject, () -> {
            for (int i = 0; i < MOST_EMPTY_READS; i++) {
                int n = in.read(target, 0, target.length);
                if (n != 0) {
                    return n;
                }
            }
            throw new IOException("decoder makes no progress");
        });
    }

    /** Most memory a decoder in this process may ask for, in KiB: bounded by a constant and by the heap. */
    static int memoryLimitKiB() {
        long share = Runtime.getRuntime().maxMemory() / 3 * 2;
        return (int) Math.min(MOST_KIB, share / 1024);
    }

    static ArchiveException unreadable(String message) {
        return new ArchiveException(Reason.UNREADABLE, message);
    }

    static ArchiveException unreadable(String message, Throwable cause) {
        return new ArchiveException(Reason.UNREADABLE, message, cause);
    }

    /** What an exception says of what is being decoded, or of the compressed stream around it. */
    private static ArchiveException judge(Subject subject, IOException e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CompressedInput.DamagedException && cause.getCause() instanceof Exception inner) {
                return judgeOuter(subject, inner);
            }
            if (cause instanceof SourceException || cause instanceof InterruptedIOException) {
                throw (IOException) cause;
            }
            if (isEncryptedZip(cause)) {
                return new ArchiveException(Reason.ENCRYPTED, subject.title() + " is encrypted", e);
            }
            if (cause instanceof MemoryLimitException || cause instanceof org.tukaani.xz.MemoryLimitException) {
                return unreadable(subject.title() + " needs more memory than is allowed", e);
            }
        }
        if (e instanceof EOFException) {
            return unreadable(subject.title() + " is damaged: it is cut off", e);
        }
        String said = said(e);
        return unreadable(subject.title() + " is damaged" + (said.isEmpty() ? "" : ": " + EntryName.quote(said)), e);
    }

    /** Empty for nothing: an exception made of nothing but its cause names the cause's class, which is of no use to a client. */
    private static String said(IOException e) {
        String message = e.getMessage();
        Throwable cause = e.getCause();
        if (cause == null || (message != null && !message.equals(cause.toString()))) {
            return message == null ? "" : message;
        }
        return cause instanceof IOException inner ? said(inner) : "";
    }

    private static ArchiveException judgeOuter(Subject subject, Exception e) throws IOException {
        IOException cause = e instanceof IOException io ? io : new IOException(e);
        ArchiveException judged = judge(Subject.STREAM, cause);
        String place = subject.place().isEmpty() ? "" : " (reached: " + subject.place() + ")";
        return new ArchiveException(judged.reason(), judged.getMessage() + place, cause);
    }

    private static boolean isEncryptedZip(Throwable cause) {
        return cause instanceof UnsupportedZipFeatureException zip
                && zip.getFeature() == UnsupportedZipFeatureException.Feature.ENCRYPTION;
    }
}
