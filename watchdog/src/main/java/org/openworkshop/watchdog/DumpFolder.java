/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The folder of the thread dumps. It keeps the latest {@value #KEPT}; their names tell when (UTC) and of which process. */
final class DumpFolder {
    static final int KEPT = 20;

    private static final String PREFIX = "thread-dump-";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path folder;
    private final Clock clock;

    DumpFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Makes room, and an empty file that only this user may read: names of threads may tell of jobs and people. */
    Path newFile(long pid) throws IOException {
        prune();
        Path file = folder.resolve(PREFIX + now() + "-" + pid + ".txt");
        return Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** To the millisecond; always of the same length, so that names sort by time. */
    private String now() {
        String text =
                Instant.ofEpochMilli(clock.millis()).toString().replace("-", "").replace(":", "");
        return text.indexOf('.') < 0 ? text.replace("Z", ".000Z") : text;
    }

    private void prune() throws IOException {
        List<Path> dumps = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(PREFIX) && name.endsWith(".txt")) {
                    dumps.add(file);
                }
            }
        }
        Collections.sort(dumps);
        for (int i = 0; i <= dumps.size() - KEPT; i++) {
            Files.deleteIfExists(dumps.get(i));
        }
    }
}
