/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells failures for want of disk space from other ones: by the classes it is given, and by what the operating system says, for
 * which Java has no class. Immutable.
 */
public final class DiskFull {
    /** ENOSPC and EDQUOT, as Linux words them. */
    private static final List<String> WORDS = List.of("No space left on device", "Disk quota exceeded");

    private final Set<Class<? extends IOException>> types;

    /**
     * @param types what features throw when there is no room
     */
    public DiskFull(Set<Class<? extends IOException>> types) {
        this.types = Set.copyOf(types);
    }

    /** Whether the failure, or what caused it, is want of space. */
    boolean isCauseOf(Throwable failure) {
        for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof IOException && (types.contains(t.getClass()) || saysSo(t.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysSo(@Nullable String message) {
        return message != null && WORDS.stream().anyMatch(message::contains);
    }
}
