/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code filename} from a download's query: the name under which the caller wants to save the file. */
final class SaveName {
    private static final int MAX_LENGTH = 200;

    private SaveName() {}

    /** The name; absent when there is none, or it has any character but {@code A-Z a-z 0-9 _ -}. The first one counts. */
    static Optional<String> find(@Nullable String query) {
        if (query == null) {
            return Optional.empty();
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (PercentDecoder.decode(name).filter("filename"::equals).isPresent()) {
                return PercentDecoder.decode(parameter.substring(equals < 0 ? parameter.length() : equals + 1))
                        .filter(SaveName::isSafe);
            }
        }
        return Optional.empty();
    }

    private static boolean isSafe(String name) {
        return name.length() <= MAX_LENGTH && name.matches("[A-Za-z0-9_-]+");
    }
}
