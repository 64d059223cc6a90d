/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Archives that only the native engine reads. */
public final class NativeArchives {
    private NativeArchives() {}

    /** A 7z that PPMd packed, with one file of noise in letters, so that reading takes about a second per 10 MB. */
    public static Path ppmd(Path folder, String name, int bytes) throws IOException, InterruptedException {
        byte[] letters = new byte[bytes];
        Random random = new Random(bytes);
        for (int i = 0; i < bytes; i++) {
            letters[i] = (byte) ('a' + random.nextInt(16));
        }
        Path file = Files.write(folder.resolve(name + ".txt"), letters);
        Path archive = folder.resolve(name + ".7z");
        Files.deleteIfExists(archive);
        Tools.run(
                folder,
                Tools.sevenZip(),
                "a",
                "-m0=PPMd:mem=24:o=6",
                archive.toString(),
                file.getFileName().toString());
        Files.delete(file);
        return archive;
    }
}
