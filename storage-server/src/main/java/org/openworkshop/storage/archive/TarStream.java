/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A tar in any of its dialects. Stricter than the library it uses: every header's checksum is checked, an archive must end
 * with its end marker (a cut at a block's edge shows in no other way), and names are taken as they are written, where the
 * library drops leading slashes.
 */
final class TarStream implements EntryStream {
    private final Records records;

    TarStream(InputStream in) {
        this.records = new Records(in);
    }

    @Override
    public Optional<EntryHeader> next() throws IOException {
        records.forget();
        TarArchiveEntry entry = records.getNextEntry();
        if (entry == null) {
            records.requireEndMarker();
            return Optional.empty();
        }
        FileTime modified = entry.getLastModifiedTime();
        EntryHeader.Kind kind = kind(entry);
        long size = entry.isSparse() ? entry.getRealSize() : entry.getSize();
        return Optional.of(new EntryHeader(
                        records.name(entry),
                        kind,
                        kind == EntryHeader.Kind.FILE ? size : -1,
                        modified == null ? null : modified.toInstant(),
                        entry.isLink() ? entry.getLinkName() : null)
                .withMode(entry.getMode()));
    }

    private static EntryHeader.Kind kind(TarArchiveEntry entry) throws IOException {
        if (entry.isDirectory()) {
            return EntryHeader.Kind.DIRECTORY;
        } else if (entry.isSymbolicLink()) {
            return EntryHeader.Kind.SYMBOLIC_LINK;
        } else if (entry.isLink()) {
            return EntryHeader.Kind.HARD_LINK;
        } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            return EntryHeader.Kind.SPECIAL;
        }
        byte type = entry.getLinkFlag();
        if (type == 'M' || type == 'V' || type == 'N') {
            throw new IOException("entries of type " + (char) type + " are not supported");
        }
        return EntryHeader.Kind.FILE;
    }

    @Override
    public InputStream data() {
        return records;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    /** The library's parser, watched at the places where it reads header records. */
    private static final class Records extends TarArchiveInputStream {
        private final byte[] last = new byte[Magic.HEAD_BYTES];
        private final ByteArrayOutputStream pax = new ByteArrayOutputStream();
        private byte @Nullable [] longName;
        private boolean sparseMapFollows;
        private boolean ended;

        Records(InputStream in) {
            super(in, StandardCharsets.UTF_8.name());
        }

        void forget() {
            pax.reset();
            longName = null;
            sparseMapFollows = false;
        }

        void requireEndMarker() throws IOException {
            if (!ended) {
                throw new IOException("end marker is missing");
            }
        }

        @Override
        protected byte @Nullable [] readRecord() throws IOException {
            byte[] record = super.readRecord();
            if (record == null) {
                return null;
            }
            if (!sparseMapFollows && isEOFRecord(record)) {
                ended = true;
            } else if (!sparseMapFollows) {
                if (!Magic.isTarSum(ByteBuffer.wrap(record))) {
                    throw new IOException("header checksum is wrong");
                }
                System.arraycopy(record, 0, last, 0, last.length);
                sparseMapFollows = record[156] == 'S' && record[482] != 0;
            } else {
                sparseMapFollows = record[504] != 0;
            }
            return record;
        }

        @Override
        protected byte @Nullable [] getLongNameData() throws IOException {
            boolean isName = last[156] == 'L';
            byte[] data = super.getLongNameData();
            if (isName) {
                longName = data;
            }
            return data;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            if (n > 0 && last[156] == 'x') {
                pax.write(target, offset, n);
            }
            return n;
        }

        /** The name as written; without valid UTF-8 each byte is a character of Latin-1, so that different names stay so. */
        String name(TarArchiveEntry entry) {
            String fromPax = paxPath();
            if (fromPax != null) {
                return fromPax;
            }
            byte[] raw = longName != null ? longName : headerName();
            String known = entry.getName();
            if (raw.length == 0 || entry.isPaxGNUSparse()) {
                return known;
            }
            String decoded = Charsets.utf8OrNull(raw);
            if (decoded == null) {
                return new String(raw, StandardCharsets.ISO_8859_1);
            }
            return decoded.startsWith("/") || decoded.startsWith("\\") ? decoded : known;
        }

        private byte[] headerName() {
            byte[] name = untilNul(0, 100);
            boolean posix = last[257] == 'u' && last[262] == 0;
            byte[] prefix = posix ? untilNul(345, 155) : new byte[0];
            if (prefix.length == 0) {
                return name;
            }
            byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
            joined[prefix.length] = '/';
            System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
            return joined;
        }

        private byte[] untilNul(int from, int most) {
            int end = from;
            while (end < from + most && last[end] != 0) {
                end++;
            }
            return Arrays.copyOfRange(last, from, end);
        }

        /** The last "path" record; each record is its own length in digits, a blank, key=value and a line feed. */
        private @Nullable String paxPath() {
            String records = pax.toString(StandardCharsets.ISO_8859_1);
            String path = null;
            for (int at = 0; at < records.length(); ) {
                int blank = records.indexOf(' ', at);
                if (blank < 0 || blank - at > 9 || blank == at) {
                    break;
                }
                int end = at + Integer.parseInt(records.substring(at, blank));
                if (end <= blank + 1 || end > records.length()) {
                    break;
                }
                String record = records.substring(blank + 1, end - 1);
                if (record.startsWith("path=")) {
                    path = new String(
                            record.substring(5).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                }
                at = end;
            }
            return path;
        }
    }
}
