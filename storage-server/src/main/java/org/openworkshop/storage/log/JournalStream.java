/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a stream of this process goes to systemd's journal. */
final class JournalStream {
    private final @Nullable String announced;

    /** @param announced the value of {@code JOURNAL_STREAM}, the device and inode of the journal's socket; null outside systemd */
    JournalStream(@Nullable String announced) {
        this.announced = announced;
    }

    /** The stream behind a link such as {@code /proc/self/fd/2}. Programs hand the variable on, so its presence alone says nothing. */
    boolean is(Path stream) {
        if (announced == null) {
            return false;
        }
        try {
            Map<String, Object> attributes = Files.readAttributes(stream, "unix:dev,ino");
            return announced.equals(attributes.get("dev") + ":" + attributes.get("ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
