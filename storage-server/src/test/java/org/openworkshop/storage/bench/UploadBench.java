/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.Tools;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/**
 * How long an uploader waits after the last byte, with an archive that is packed while it comes in and with the same one packed
 * afterwards, which is what happens to an upload whose length is not stated. A ZIP is kept, and never looked at before it is
 * there.
 */
class UploadBench {
    private static final int PIECE = 64 * 1024;

    @TempDir
    Path folder;

    private int jobs;

    @Test
    void fromTheLastByteToTheAnswer() throws Exception {
        Corpus corpus = new Corpus(folder, Long.getLong("bench.bytes", 300_000_000L));
        Path files = corpus.largeFile().getParent();
        Path xz = folder.resolve("large.tar.xz");
        Tools.run(files, "tar", "-cJf", xz.toString(), "large.bin");
        Path zstd = folder.resolve("large.tar.zst");
        Tools.run(files, "tar", "--zstd", "-cf", zstd.toString(), "large.bin");
        Path zip = folder.resolve("large.zip");
        Tools.run(files, "zip", "-q", zip.toString(), "large.bin");
        Table table = new Table("archive", "MB", "sent at MB/s", "packed afterwards: s", "while it comes in: s");
        try (TestServer server = new TestServer(folder.resolve("main"), Map.of("OW_TRANSFER_MAX_BYTES", "0"))) {
            // So that the first row is not that of a machine that has to compile its code first.
            wait(server, zstd, 50, false);
            for (Path archive : List.of(xz, zstd, zip)) {
                for (int speed : new int[] {10, 50}) {
                    table.row(
                            archive.getFileName(),
                            Files.size(archive) / 1e6,
                            speed,
                            wait(server, archive, speed, false),
                            wait(server, archive, speed, true));
                }
            }
        }
        table.print();
    }

    /** Seconds from the last byte to the answer, which comes when the archive is packed and Manager was told. */
    private double wait(TestServer server, Path archive, int megabytesPerSecond, boolean stated) throws Exception {
        String job = "job-bench-" + ++jobs;
        try (RawConnection client = new RawConnection(server.port())) {
            client.head(
                    "POST /transfer/upload?filename=" + archive.getFileName() + "&token="
                            + server.token(job, Map.of("max_bytes", 0)),
                    stated ? "Content-Length: " + Files.size(archive) : "Transfer-Encoding: chunked");
            send(client, archive, megabytesPerSecond * 1e6, stated);
            long begin = System.nanoTime();
            assertThat(client.answer().status()).isEqualTo(200);
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private static void send(RawConnection client, Path file, double bytesPerSecond, boolean stated)
            throws IOException {
        byte[] piece = new byte[PIECE];
        long begin = System.nanoTime();
        long sent = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n; (n = in.readNBytes(piece, 0, PIECE)) > 0; ) {
                if (stated) {
                    client.send(Arrays.copyOf(piece, n));
                } else {
                    client.send(Integer.toHexString(n) + "\r\n")
                            .send(Arrays.copyOf(piece, n))
                            .send("\r\n");
                }
                sent += n;
                long due = begin + (long) (sent / bytesPerSecond * 1e9);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        if (!stated) {
            client.send("0\r\n\r\n");
        }
    }
}
