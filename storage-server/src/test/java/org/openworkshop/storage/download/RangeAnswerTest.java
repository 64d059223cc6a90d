/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.DurableFiles;

/** Whole answers to {@code Range}, over a socket, against a model that knows nothing but which bytes were asked for. */
class RangeAnswerTest {
    private static final int MOST_RANGES = 16;
    private static final Pattern SPEC = Pattern.compile("([0-9]*)-([0-9]*)");

    private static @Nullable Path main;
    private static @Nullable DownloadServer server;

    @BeforeContainer
    static void start() throws Exception {
        main = Files.createTempDirectory("ranges");
        server = new DownloadServer(main);
        for (int size : new int[] {0, 1, 40}) {
            server.put("resource/" + size, content(size));
        }
    }

    @AfterContainer
    static void stop() throws Exception {
        server.close();
        DurableFiles.deleteTree(main);
    }

    /** What must be sent: null for the whole file; no runs for 416. */
    private record Expected(@Nullable List<int[]> runs) {}

    @Property(tries = 1500)
    void answerIsThatOfTheModel(@ForAll("sizes") int size, @ForAll("specs") @Size(min = 1, max = 18) List<String> specs)
            throws Exception {
        String target = "/download/resource/" + size;
        String header = "Range: bytes=" + String.join(", ", specs);
        RawClient.Reply get;
        RawClient.Reply head;
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", target, header);
            get = RawClient.read(socket.getInputStream(), false);
            RawClient.write(socket, "HEAD", target, header, "Connection: close");
            head = RawClient.read(socket.getInputStream(), true);
            assertThat(socket.getInputStream().read()).as("nothing follows").isEqualTo(-1);
        }
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(size));

        List<int[]> runs = model(specs, size).runs();
        if (runs == null) {
            assertThat(get.status()).isEqualTo(200);
            assertThat(get.body()).isEqualTo(content(size));
            assertThat(get.headers()).doesNotContainKey("content-range");
        } else if (runs.isEmpty()) {
            assertThat(get.status()).isEqualTo(416);
            assertThat(get.header("Content-Range")).isEqualTo("bytes */" + size);
        } else if (runs.size() == 1) {
            assertThat(get.status()).isEqualTo(206);
            assertThat(get.header("Content-Range")).isEqualTo(place(runs.get(0), size));
            assertThat(text(get)).isEqualTo(bytes(runs.get(0), size));
        } else {
            assertThat(get.status()).isEqualTo(206);
            assertThat(get.headers()).doesNotContainKey("content-range");
            assertThat(text(get)).isEqualTo(multipart(runs, size, get.header("Content-Type")));
        }
    }

    private static Expected model(List<String> specs, int size) {
        List<BitSet> asked = new ArrayList<>();
        for (String spec : specs) {
            Matcher ends = SPEC.matcher(spec);
            if (!ends.matches() || spec.equals("-") || specs.size() > MOST_RANGES) {
                return new Expected(null);
            }
            boolean suffix = ends.group(1).isEmpty();
            int from = suffix ? size - Integer.parseInt(ends.group(2)) : Integer.parseInt(ends.group(1));
            int to = suffix || ends.group(2).isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(ends.group(2));
            // No part of an empty file can be named, so its end is the whole of it.
            if (to < from || (suffix && size == 0 && from < 0)) {
                return new Expected(null);
            }
            BitSet bytes = new BitSet();
            for (int i = 0; i < size; i++) {
                bytes.set(i, i >= from && i <= to);
            }
            asked.add(bytes);
        }
        return new Expected(runs(asked));
    }

    /** The longest runs of the bytes asked for, in the order in which the request first touches them. */
    private static List<int[]> runs(List<BitSet> asked) {
        BitSet all = new BitSet();
        asked.forEach(all::or);
        List<int[]> runs = new ArrayList<>();
        for (int first = all.nextSetBit(0); first >= 0; first = all.nextSetBit(all.nextClearBit(first))) {
            runs.add(new int[] {first, all.nextClearBit(first) - 1});
        }
        runs.sort(Comparator.comparingInt(run -> firstTouch(asked, run)));
        return runs;
    }

    private static int firstTouch(List<BitSet> asked, int[] run) {
        int index = 0;
        while (asked.get(index).get(run[0], run[1] + 1).isEmpty()) {
            index++;
        }
        return index;
    }

    private static String multipart(List<int[]> runs, int size, String type) {
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        StringBuilder body = new StringBuilder();
        for (int[] run : runs) {
            body.append(body.isEmpty() ? "" : "\r\n")
                    .append("--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: ")
                    .append(place(run, size))
                    .append("\r\n\r\n")
                    .append(bytes(run, size));
        }
        return body + "\r\n--" + boundary + "--\r\n";
    }

    private static String place(int[] run, int size) {
        return "bytes " + run[0] + "-" + run[1] + "/" + size;
    }

    private static String bytes(int[] run, int size) {
        return new String(content(size), ISO_8859_1).substring(run[0], run[1] + 1);
    }

    private static String text(RawClient.Reply reply) {
        return new String(reply.body(), ISO_8859_1);
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) ('0' + i);
        }
        return content;
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.of(0, 1, 40, 40, 40, 40);
    }

    @Provide
    Arbitrary<List<String>> specs() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 45);
        Arbitrary<String> closed =
                Combinators.combine(number, number).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
        Arbitrary<String> single = number.map(a -> a + "-" + a);
        Arbitrary<String> odd = Arbitraries.of("-", "5-3", "x", "1-2-3", "+1-2", "0-0;");
        return Arbitraries.frequencyOf(
                        Tuple.of(20, single),
                        Tuple.of(10, closed),
                        Tuple.of(4, number.map(a -> a + "-")),
                        Tuple.of(4, number.map(a -> "-" + a)),
                        Tuple.of(1, odd))
                .list();
    }
}
