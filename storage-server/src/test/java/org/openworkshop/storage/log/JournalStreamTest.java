/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStreamTest {
    @TempDir
    Path folder;

    @Test
    void streamIsTheJournalsOnlyWhenItIsTheVeryOne() throws IOException {
        Path stream = Files.createFile(folder.resolve("stream"));
        Path other = Files.createFile(folder.resolve("other"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), stream);
        JournalStream journal = new JournalStream(
                Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));

        assertThat(journal.is(stream)).isTrue();
        assertThat(journal.is(link)).isTrue();
        assertThat(journal.is(other)).isFalse();
        assertThat(journal.is(folder.resolve("none"))).isFalse();
        assertThat(new JournalStream(null).is(stream)).isFalse();
        assertThat(new JournalStream("nonsense").is(stream)).isFalse();
    }
}
