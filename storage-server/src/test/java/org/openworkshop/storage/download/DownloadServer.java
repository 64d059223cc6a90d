/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.openworkshop.storage.config.DownloadConfig;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaPath;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.web.CorsHandler;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.ErrorResponder;
import org.openworkshop.storage.web.FramingErrorHandler;
import org.openworkshop.storage.web.HandOver;
import org.openworkshop.storage.web.RequestId;

/** A real server over a main directory, with few threads so that one that is held shows. */
final class DownloadServer implements AutoCloseable {
    static final int THREADS = 8;
    final FakeAccess access = new FakeAccess();
    final AtomicInteger unpackedReads = new AtomicInteger();
    final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    /** Bytes of each answer's body, as the access log gets them. */
    final List<Long> bodiesLogged = new CopyOnWriteArrayList<>();

    /** How many requests did not end on the thread that read them. */
    final AtomicInteger handedOver = new AtomicInteger();

    final MainDirectory directory;
    private final Server server;
    private final ServerConnector connector;
    private volatile UnpackedSize unpackedSize = file -> OptionalLong.empty();

    /** Without any {@code Cache-Control} of its own, and sending the files itself. */
    DownloadServer(Path main) throws Exception {
        this(main, policy(new DownloadConfig.CacheControl("", "", ""), ""));
    }

    /** With a little memory for small files. */
    static AnswerPolicy policy(DownloadConfig.CacheControl cacheControl, String accelRedirectPrefix) {
        return new AnswerPolicy(new DownloadConfig(cacheControl, 1024 * 1024, 64 * 1024), accelRedirectPrefix);
    }

    DownloadServer(Path main, AnswerPolicy policy) throws Exception {
        directory = MainDirectory.open(main);
        server = new Server(new QueuedThreadPool(THREADS), null, buffers);
        connector = new SendfileConnector(server, 1, 1, new DownloadConnections(new HttpConfiguration()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setErrorHandler(new FramingErrorHandler());
        server.setRequestLog((request, response) -> bodiesLogged.add(Response.getContentBytesWritten(response)));
        DownloadHandler downloads = new DownloadHandler(new Fallback(), directory, access, this::unpackedSize, policy);
        server.setHandler(new CorsHandler(new RequestId(downloads.inFront(new HandOver(new Counting(downloads))))));
        server.start();
    }

    private OptionalLong unpackedSize(Path file) throws IOException {
        unpackedReads.incrementAndGet();
        return unpackedSize.of(file);
    }

    void unpackedSize(UnpackedSize size) {
        unpackedSize = size;
    }

    void idleTimeout(long millis) {
        connector.setIdleTimeout(millis);
    }

    int port() {
        return connector.getLocalPort();
    }

    Path put(String path, byte[] content) throws IOException {
        Path file = directory.root().resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    /** Makes the server look at the disk anew: what it publishes itself counts at once. */
    void lookAnew() throws Exception {
        directory
                .area(Area.RESOURCE)
                .publish(Files.write(directory.stagingPath(), new byte[1]), AreaPath.parse(Area.RESOURCE, "unrelated"));
    }

    RawClient.Reply get(String target, String... headers) throws IOException {
        return RawClient.send(port(), "GET", target, headers);
    }

    RawClient.Reply head(String target, String... headers) throws IOException {
        return RawClient.send(port(), "HEAD", target, headers);
    }

    /** How often this process has a file open right now. */
    static long openCount(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(fd -> pointsTo(fd, file)).count();
        }
    }

    private static boolean pointsTo(Path descriptor, Path file) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.equals(file.toString()) || target.equals(file + " (deleted)");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
        directory.close();
    }

    private final class Counting extends Handler.Wrapper {
        Counting(Handler handler) {
            super(handler);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            handedOver.incrementAndGet();
            return super.handle(request, response, callback);
        }
    }

    private static final class Fallback extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            ErrorResponder.send(request, response, callback, ErrorCode.NOT_FOUND);
            return true;
        }
    }
}
