/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaPath;

/**
 * Which mods a caller must be allowed to download before a file is sent. A file under {@code archive/mods/<id>} belongs to
 * that mod, in whatever case {@code mods} is written; one that is reached through a link belongs to the mod where the link
 * is and to the mod where the file is.
 *
 * @param sealed whether nobody may have the file: it lies under {@code mods} without a mod's number
 * @param modIds the mods, each once; none for a file that is free for all
 */
record Guard(boolean sealed, List<Long> modIds) {
    private static final String PROTECTED = "mods";
    private static final Guard NONE = new Guard(false, List.of());

    /**
     * The guard of a file.
     *
     * @param asked the path that was asked for
     * @param location where the file is, links resolved
     */
    static Guard of(AreaPath asked, AreaPath location) {
        if (!isProtected(asked) && !isProtected(location)) {
            return NONE;
        }
        List<AreaPath> guarded =
                Stream.of(asked, location).filter(Guard::isProtected).toList();
        List<OptionalLong> ids = guarded.stream().map(Guard::modId).toList();
        return new Guard(
                ids.stream().anyMatch(OptionalLong::isEmpty),
                ids.stream()
                        .flatMapToLong(OptionalLong::stream)
                        .distinct()
                        .boxed()
                        .toList());
    }

    /** Whether the access service has to be asked. */
    boolean asks() {
        return !modIds.isEmpty();
    }

    /** Whether what lies at a path, if anything does, is for some callers only. */
    static boolean isProtected(AreaPath path) {
        return path.area() == Area.ARCHIVE && path.segments().get(0).equalsIgnoreCase(PROTECTED);
    }

    private static OptionalLong modId(AreaPath path) {
        return path.segments().size() < 2
                ? OptionalLong.empty()
                : integer(path.segments().get(1));
    }

    private static OptionalLong integer(String text) {
        if (!text.matches("-?[0-9]{1,19}")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            // Beyond 64 bits: no mod has such a number.
            return OptionalLong.empty();
        }
    }
}
