/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fault.Sample.Expected;

/** Compares a job's result with its source, and with what Manager was told of it. */
final class Result {
    private Result() {}

    /** What is wrong with a result, null when nothing is. */
    static @Nullable String difference(JobEntry job, Effect effect, byte[] content) {
        String told = effect.completion().path("sha256").asText();
        if (!effect.isRepackTried() && !SampleMaker.sha256(content).equals(told)) {
            return content.length + " bytes with another SHA-256 than was told";
        }
        return difference(job.expected(), content);
    }

    private static @Nullable String difference(Expected expected, byte[] content) {
        if (expected.shape().isForImages()) {
            Webp image = Webp.decode(content);
            boolean same = image != null && image.width() == expected.width() && image.height() == expected.height();
            return same ? null : "picture is " + image;
        }
        Map<String, String> entries = new HashMap<>();
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(content))
                .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (!entry.isDirectory()) {
                    entries.put(
                            entry.getName(),
                            SampleMaker.sha256(zip.getInputStream(entry).readAllBytes()));
                }
            }
        } catch (IOException e) {
            return "no whole ZIP: " + e;
        }
        return entries.equals(expected.entries())
                ? null
                : "entries " + entries.keySet() + " for " + expected.entries().keySet();
    }
}
