/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveIT {
    @TempDir
    Path folder;

    @Test
    void serverTakesItsClassesFromTheArchive() throws Exception {
        Path archive = folder.resolve("cache/classes.jsa");

        assertThat(make(archive)).isEqualTo("Made");

        Path classes = folder.resolve("classes.txt");
        List<String> options = List.of(
                "-XX:SharedArchiveFile=" + archive, "-Xshare:on", "-Xlog:class+load:file=" + classes + "::filecount=0");
        try (PackagedServer server = PackagedServer.serve(folder, folder.resolve("main"), options)) {
            assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        }
        assertThat(Files.readString(classes)).contains(getClass().getPackageName() + ".StorageServer source: shared");
    }

    @Test
    void archiveIsMadeAnewOnlyWhenItIsOlderThanTheJar() throws Exception {
        Path archive = folder.resolve("classes.jsa");
        assertThat(make(archive)).isEqualTo("Made");

        assertThat(make(archive)).isEqualTo("The");

        Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));
        assertThat(make(archive)).isEqualTo("Made");
        assertThat(make(archive, "--force")).isEqualTo("Made");
    }

    /** The first word that it said. */
    private String make(Path archive, String... more) throws Exception {
        String[] arguments = new String[2 + more.length];
        arguments[0] = "class-archive";
        arguments[1] = archive.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        PackagedServer.Finished finished = PackagedServer.run(folder, Map.of(), arguments);
        assertThat(finished.exitCode()).as(finished.output()).isZero();
        return finished.output().split(" ")[0];
    }
}
