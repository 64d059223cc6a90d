/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.io.InputStream;

/** Decodes folders whose coders are a chain of known ones. */
final class FolderDecoder {
    private FolderDecoder() {}

    static boolean isSupported(Folder folder) {
        return folder.isChain() && folder.coders().stream().allMatch(CoderDecoder::isSupported);
    }

    static boolean isEncrypted(Folder folder) {
        return folder.coders().stream().anyMatch(CoderDecoder::isEncryption);
    }

    /** About how much memory all coders of a folder that {@link #isSupported} ask for together, in KiB. */
    static long memoryKiB(Folder folder) {
        return folder.coders().stream().mapToLong(CoderDecoder::memoryKiB).sum();
    }

    /** Fails unless headers that are packed so can be read. */
    static void requireReadable(Folder folder, HeaderBounds bounds) throws IOException {
        if (isEncrypted(folder)) {
            throw new HeadersRefusedException(HeadersRefusedException.Reason.ENCRYPTED, 0);
        }
        if (!isSupported(folder)) {
            throw HeaderBytes.damaged("packed by an unknown method");
        }
        if (memoryKiB(folder) > bounds.decoderKiB()) {
            throw new HeadersRefusedException(HeadersRefusedException.Reason.NEEDS_MEMORY, memoryKiB(folder));
        }
    }

    /**
     * What a folder that {@link #isSupported} unpacks to.
     *
     * @param packed its packed stream; closed with what is returned, and when this fails
     */
    static InputStream open(Folders folders, int index, InputStream packed) throws IOException {
        Folder folder = folders.get(index);
        if (!isSupported(folder)) {
            throw new IOException("packed by an unknown method");
        }
        InputStream in = packed;
        boolean complete = false;
        try {
            for (int place = 0; place < folder.coders().size(); place++) {
                int coder = folder.inChain(place);
                long size = folders.streamBytes(index, coder);
                in = new CoderOutput(CoderDecoder.open(folder.coders().get(coder), in, size), size);
            }
            complete = true;
            return in;
        } finally {
            if (!complete) {
                in.close();
            }
        }
    }
}
