/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;

/**
 * A cpio in any of its forms. Its hard links put the data with the last name only, so that a stream cannot give it to the
 * names before: such archives are refused.
 */
final class CpioStream implements EntryStream {
    private final CpioArchiveInputStream in;

    CpioStream(InputStream in) {
        this.in = new CpioArchiveInputStream(in, StandardCharsets.UTF_8.name());
    }

    @Override
    public Optional<EntryHeader> next() throws ArchiveException, IOException {
        CpioArchiveEntry entry = in.getNextEntry();
        if (entry == null) {
            return Optional.empty();
        }
        EntryHeader.Kind kind = kind(entry);
        if (kind == EntryHeader.Kind.FILE && entry.getSize() == 0 && entry.getNumberOfLinks() > 1) {
            throw Decoding.unreadable("Entry " + EntryName.quote(entry.getName()) + " is a hard link without data");
        }
        Instant modified = Instant.ofEpochSecond(entry.getTime());
        return Optional.of(new EntryHeader(entry.getName(), kind, entry.getSize(), modified, null)
                .withMode((int) entry.getMode()));
    }

    private static EntryHeader.Kind kind(CpioArchiveEntry entry) {
        if (entry.isDirectory()) {
            return EntryHeader.Kind.DIRECTORY;
        } else if (entry.isSymbolicLink()) {
            return EntryHeader.Kind.SYMBOLIC_LINK;
        }
        return entry.isRegularFile() ? EntryHeader.Kind.FILE : EntryHeader.Kind.SPECIAL;
    }

    @Override
    public InputStream data() {
        return in;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
