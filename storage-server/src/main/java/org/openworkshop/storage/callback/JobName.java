/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.util.regex.Pattern;

/** What a job may be called where its name becomes a file's: 8 to 128 characters of {@code [A-Za-z0-9_-]}. */
final class JobName {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{8,128}");

    private JobName() {}

    static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    /**
     * The name itself.
     *
     * @throws IllegalArgumentException when it is none: it could lead out of the folder
     */
    static String require(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a job's name");
        }
        return text;
    }
}
