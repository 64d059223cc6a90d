/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntFunction;
import org.openworkshop.storage.server.PackagedServer;
import org.openworkshop.storage.server.SocketCrowd;

/**
 * The watchers of {@link WebSocketBench}, in a process of their own so that what they cost can be told from what the server costs.
 *
 * <pre>
 *   arguments: port, watchers, the one job of all; without it each has its own
 *   says "open" when all have their first frame, then obeys:
 *   "chunks N"  begins an upload and sends N pieces of it; says, for the begin and each piece, the ms until the last watcher has
 *               heard of it
 *   "end"       sends the rest; says the ms until all watchers have been closed, and how many frames they got
 * </pre>
 */
final class WatcherProgram {
    private static final Duration GENEROUS = Duration.ofMinutes(2);
    /** More than the time between two progress events of a job. */
    private static final Duration PAUSE = Duration.ofMillis(400);

    private static final byte[] PIECE = new byte[1400];

    private final SocketCrowd crowd;
    private final int port;
    private final int watchers;
    private final String job;

    private WatcherProgram(SocketCrowd crowd, int port, int watchers, String job) {
        this.crowd = crowd;
        this.port = port;
        this.watchers = watchers;
        this.job = job;
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int watchers = Integer.parseInt(args[1]);
        String job = args.length == 3 ? args[2] : "";
        String target = target(job);
        IntFunction<String> targets = job.isEmpty() ? i -> target("job-bench-" + (100_000 + i)) : i -> target;
        try (SocketCrowd crowd = new SocketCrowd(port, watchers, targets, "")) {
            await().atMost(GENEROUS).until(() -> crowd.texts() >= watchers);
            say("open");
            new WatcherProgram(crowd, port, watchers, job).obey();
        }
    }

    private static String target(String job) {
        return "/transfer/ws/" + job + "?token=" + PackagedServer.token(job);
    }

    private void obey() throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try (Socket upload = new Socket("127.0.0.1", port)) {
            upload.setTcpNoDelay(true);
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals("end")) {
                    end(upload);
                } else {
                    chunks(upload, Integer.parseInt(order.substring("chunks ".length())));
                }
            }
        }
    }

    private void chunks(Socket upload, int pieces) throws IOException {
        String head = "POST /transfer/upload?filename=x.bin&token=" + PackagedServer.token(job)
                + " HTTP/1.1\r\nHost: storage\r\nContent-Length: " + (pieces + 1) * PIECE.length + "\r\n\r\n";
        StringBuilder millis = new StringBuilder();
        millis.append(broadcast(upload, head.getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < pieces; i++) {
            millis.append(' ').append(broadcast(upload, PIECE));
        }
        say(millis.toString());
    }

    private double broadcast(Socket upload, byte[] bytes) throws IOException {
        long enough = crowd.texts() + watchers;
        long begin = System.nanoTime();
        upload.getOutputStream().write(bytes);
        await().atMost(GENEROUS).pollDelay(PAUSE).until(() -> crowd.texts() >= enough);
        return (crowd.lastTextNanos() - begin) / 1e6;
    }

    private void end(Socket upload) throws IOException {
        long had = crowd.texts();
        long begin = System.nanoTime();
        upload.getOutputStream().write(PIECE);
        await().atMost(GENEROUS).pollInterval(Duration.ofMillis(1)).until(() -> crowd.closed() == watchers);
        say((System.nanoTime() - begin) / 1e6 + " " + (crowd.texts() - had));
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
