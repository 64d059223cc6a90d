/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name Manager gave a job: 8 to 128 characters of {@code [A-Za-z0-9_-]}, so it is safe as a folder name. */
public record JobId(String value) {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{8,128}");

    /**
     * @throws IllegalArgumentException when the value is no job id; foreign text goes through {@link #find}
     */
    public JobId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("not a job id");
        }
    }

    /** The id, absent when the text is none. */
    public static Optional<JobId> find(@Nullable String text) {
        return text != null && VALID.matcher(text).matches() ? Optional.of(new JobId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
