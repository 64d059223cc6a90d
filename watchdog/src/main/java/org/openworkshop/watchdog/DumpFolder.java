/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The folder of the thread dumps. It keeps the latest {@value #KEPT}; their names tell when (UTC) and of which process. */
final class DumpFolder {
    static final int KEPT = 20;

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Clock clock;

    DumpFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Makes room, and an empty file that only this user may read: names of threads may tell of jobs and people. */
    Path newFile(long pid) throws IOException {
        prune();
        Path file = folder.resolve("thread-dump-" + WHEN.format(clock.instant()) + "-" + pid + ".txt");
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void prune() throws IOException {
        List<Path> dumps = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "thread-dump-*.txt")) {
            files.forEach(dumps::add);
        }
        Collections.sort(dumps); // by time, which comes first in the name
        for (Path old : dumps.subList(0, Math.max(0, dumps.size() - KEPT + 1))) {
            Files.deleteIfExists(old);
        }
    }
}
