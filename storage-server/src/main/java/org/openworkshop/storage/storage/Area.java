/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of the permanent storage types, each a folder under the main directory. */
public enum Area {
    /** Mods and other archives. */
    ARCHIVE,
    /** Pictures and files that belong to catalogue entries. */
    RESOURCE,
    /** Users' pictures. */
    AVATAR;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** The folder's name, also the area's name in URLs and forms. */
    public String key() {
        return key;
    }

    /** The area of that exact name. */
    public static Optional<Area> find(@Nullable String key) {
        return Arrays.stream(values()).filter(area -> area.key.equals(key)).findFirst();
    }
}
