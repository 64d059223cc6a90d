/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/** What a file is, told by its content. */
enum ArchiveFormat {
    ZIP(Family.DIRECTORY, ""),
    SEVEN_ZIP(Family.DIRECTORY, ""),
    RAR(Family.DIRECTORY, ""),
    TAR(Family.STREAM, ""),
    /** Something only the native engine reads: arj, cab, iso, wim, xar, … */
    NATIVE(Family.OTHER, ""),
    AR(Family.STREAM, ""),
    CPIO(Family.STREAM, ""),
    GZIP(Family.COMPRESSED, ".gz .gzip .tgz=.tar .tpz=.tar .svgz=.svg"),
    BZIP2(Family.COMPRESSED, ".bz2 .bzip2 .tbz2=.tar .tbz=.tar .tb2=.tar"),
    XZ(Family.COMPRESSED, ".xz .txz=.tar"),
    LZMA(Family.COMPRESSED, ".lzma .tlz=.tar"),
    ZSTD(Family.COMPRESSED, ".zst .zstd .tzst=.tar"),
    LZ4(Family.COMPRESSED, ".lz4 .tlz4=.tar"),
    COMPRESS(Family.COMPRESSED, ".z .taz=.tar"),
    SNAPPY(Family.COMPRESSED, ".sz"),
    /** Not an archive: packed as it is. */
    PLAIN(Family.OTHER, "");

    /** How a format is laid out. */
    enum Family {
        /** Has a directory, so that its content can be listed cheaply. */
        DIRECTORY,
        /** Entries one after the other. */
        STREAM,
        /** One compressed stream, which may hold an archive of the family {@link #STREAM}. */
        COMPRESSED,
        OTHER
    }

    private final Family family;
    /** Suffixes that compressors add; behind "=" what takes the place of one. */
    private final String suffixes;

    ArchiveFormat(Family family, String suffixes) {
        this.family = family;
        this.suffixes = suffixes;
    }

    Family family() {
        return family;
    }

    /** A compressed file's name without the suffix its compressor added; unchanged when nothing would be left. */
    String unpackedName(String storedName) {
        for (String rule : suffixes.split(" ", -1)) {
            int replaced = rule.indexOf('=');
            String suffix = replaced < 0 ? rule : rule.substring(0, replaced);
            int stem = storedName.length() - suffix.length();
            if (!suffix.isEmpty() && stem > 0 && storedName.regionMatches(true, stem, suffix, 0, suffix.length())) {
                return storedName.substring(0, stem) + (replaced < 0 ? "" : rule.substring(replaced + 1));
            }
        }
        return storedName;
    }
}
