/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;

/** A Unix ar, as Debian packages are. A linker's symbol table is no entry. */
final class ArStream implements EntryStream {
    private final ArArchiveInputStream in;

    ArStream(InputStream in) {
        this.in = new ArArchiveInputStream(in);
    }

    @Override
    public Optional<EntryHeader> next() throws IOException {
        ArArchiveEntry entry = in.getNextEntry();
        while (entry != null && isSymbolTable(entry.getName())) {
            entry = in.getNextEntry();
        }
        if (entry == null) {
            return Optional.empty();
        }
        Instant modified = Instant.ofEpochSecond(entry.getLastModified());
        return Optional.of(new EntryHeader(entry.getName(), EntryHeader.Kind.FILE, entry.getSize(), modified, null)
                .withMode(entry.getMode()));
    }

    private static boolean isSymbolTable(String name) {
        return name.isEmpty() || name.equals("/SYM64") || name.startsWith("__.SYMDEF");
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
