/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.ByteArrayOutputStream;

/** Collects the data of one entry that is a link's target, up to a limit. */
record RarLinkTarget(ByteArrayOutputStream target, int limit) implements EntrySink {
    @Override
    public void begin(EntryHeader header) {}

    @Override
    public void data(byte[] bytes, int offset, int length) throws ArchiveException {
        if (length > limit - target.size()) {
            throw new ArchiveException(ArchiveException.Reason.UNREADABLE, "A RAR link has a target that is too long");
        }
        target.write(bytes, offset, length);
    }

    @Override
    public void end() {}
}
