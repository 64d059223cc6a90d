/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An origin that files are fetched from: slow, breaking off, with ranges or without, and telling what it was asked. */
final class FaultyOrigin implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-");
    private static final int CHUNK = 32 * 1024;
    private static final int MISSING = 404;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Offer> offers = new ConcurrentHashMap<>();
    private final Collection<Request> requests = new ConcurrentLinkedQueue<>();
    private final HttpServer http;
    private final IntSupplier generation;

    /**
     * @param generation how often the fetching server was killed so far
     */
    FaultyOrigin(IntSupplier generation) throws IOException {
        this.generation = generation;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /**
     * How a file is served.
     *
     * @param ranges whether there is a strong ETag, and {@code Range} is heeded
     * @param bytesPerSecond 0 for no limit
     * @param breaks how many answers break off half-way
     * @param found whether there is such a file at all
     */
    record Manner(boolean ranges, long bytesPerSecond, int breaks, boolean found) {
        static final Manner FINE = new Manner(true, 0, 0, true);
    }

    /**
     * What the server asked for.
     *
     * @param from first byte, 0 without a range
     * @param ifRange the validator it came with
     * @param resumed whether the range was honoured
     * @param generation how often the server had been killed
     */
    record Request(String id, long from, @Nullable String ifRange, boolean resumed, int generation) {}

    private record Offer(Sample sample, Manner manner, AtomicInteger breaksLeft, AtomicLong sent) {
        String tag() {
            return '"' + sample.expected().shape().name() + '-' + sample.bytes().length + '"';
        }
    }

    /** Offers a file and gives its address. */
    String offer(String id, Sample sample, Manner manner) {
        offers.put(id, new Offer(sample, manner, new AtomicInteger(manner.breaks()), new AtomicLong()));
        return "http://127.0.0.1:" + http.getAddress().getPort() + '/' + id + '/' + sample.fileName();
    }

    /** Forgets the files that nobody will ask for. */
    void forget(Predicate<String> ids) {
        offers.keySet().removeIf(ids);
    }

    /** Bytes of that file that were handed to the network, over all requests. */
    long sent(String id) {
        Offer offer = offers.get(id);
        return offer == null ? 0 : offer.sent().get();
    }

    List<Request> requests(String id) {
        return requests.stream().filter(request -> request.id().equals(id)).toList();
    }

    /** Requests that went on from where an instance that was killed had stopped. */
    long resumedAfterKill() {
        return requests.stream()
                .filter(Request::resumed)
                .filter(request -> requests.stream()
                        .anyMatch(earlier ->
                                earlier.id().equals(request.id()) && earlier.generation() < request.generation()))
                .count();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String id = exchange.getRequestURI().getPath().split("/")[1];
            Offer offer = offers.get(id);
            if (offer == null || !offer.manner().found()) {
                requests.add(new Request(id, 0, null, false, generation.getAsInt()));
                exchange.sendResponseHeaders(MISSING, -1);
                return;
            }
            serve(exchange, id, offer);
        } catch (IOException e) {
            // The server went away, which is the point of the test.
            exchange.close();
        }
    }

    private void serve(HttpExchange exchange, String id, Offer offer) throws IOException {
        byte[] bytes = offer.sample().bytes();
        boolean ranges = offer.manner().ranges();
        String range = exchange.getRequestHeaders().getFirst("Range");
        String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        Matcher from = RANGE.matcher(range == null ? "" : range);
        long asked = from.matches() ? Long.parseLong(from.group(1)) : 0;
        boolean partial =
                ranges && asked > 0 && asked < bytes.length && (ifRange == null || ifRange.equals(offer.tag()));
        requests.add(new Request(id, asked, ifRange, partial, generation.getAsInt()));
        if (ranges) {
            exchange.getResponseHeaders().set("ETag", offer.tag());
            exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        }
        int first = partial ? (int) asked : 0;
        if (partial) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + first + '-' + (bytes.length - 1) + '/' + bytes.length);
        }
        exchange.sendResponseHeaders(partial ? 206 : 200, bytes.length - first);
        boolean breaks = offer.breaksLeft().getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        write(exchange.getResponseBody(), offer, first, breaks ? first + (bytes.length - first) / 2 : bytes.length);
    }

    private static void write(OutputStream out, Offer offer, int first, int end) throws IOException {
        byte[] bytes = offer.sample().bytes();
        long perSecond = offer.manner().bytesPerSecond();
        long begin = System.nanoTime();
        for (int at = first; at < end; at += CHUNK) {
            int count = Math.min(CHUNK, end - at);
            out.write(bytes, at, count);
            out.flush();
            offer.sent().addAndGet(count);
            if (perSecond > 0) {
                long due = begin + (at + count - first) * 1_000_000_000L / perSecond;
                LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
