/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaPath;
import org.openworkshop.storage.storage.RefusedPathException;
import org.openworkshop.storage.storage.StoredFile;

class FileVersionsTest {
    private final AtomicInteger reads = new AtomicInteger();
    private final FileVersions versions = new FileVersions(file -> {
        reads.incrementAndGet();
        return FileVersion.of(file, Optional.empty());
    });

    @Test
    void versionIsReadOnceAndAnotherOneOfTheSameFileAnew() throws Exception {
        FileVersion first = versions.of(file("a", 1));
        assertThat(versions.of(file("a", 1))).isSameAs(first);
        assertThat(reads).hasValue(1);
        assertThat(versions.of(file("a", 2)).etag()).isNotEqualTo(first.etag());
        assertThat(reads).hasValue(2);
    }

    @Test
    void whatIsAskedForAgainStaysAndTheRestIsForgotten() throws Exception {
        FileVersion kept = versions.of(file("kept", 1));
        for (int i = 0; i < 10 * FileVersions.GENERATION; i++) {
            versions.of(file("f" + i, 1));
            if (i % 1000 == 0) {
                assertThat(versions.of(file("kept", 1))).isSameAs(kept);
            }
            assertThat(versions.size()).isLessThanOrEqualTo(2 * FileVersions.GENERATION);
        }
        int before = reads.get();
        versions.of(file("f0", 1));
        assertThat(reads).hasValue(before + 1);
    }

    private static StoredFile file(String name, int size) throws RefusedPathException {
        return new StoredFile(
                Path.of("/" + name), AreaPath.parse(Area.RESOURCE, name), size, Instant.EPOCH, "inode " + name);
    }
}
