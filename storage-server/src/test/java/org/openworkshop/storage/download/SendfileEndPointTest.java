/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection while its file is on its way, with a disk that can be held. */
class SendfileEndPointTest {
    private static final int SIZE = 3 * SendfileEndPoint.MAX_STRETCH;

    private final HeldFile file = new HeldFile(SIZE);
    private final CompletableFuture<SendfileEndPoint> found = new CompletableFuture<>();
    private final CompletableFuture<Void> sent = new CompletableFuture<>();
    private final Server server = new Server();
    private final SendfileConnector connector =
            new SendfileConnector(server, 1, 1, new DownloadConnections(new HttpConfiguration()));
    private volatile boolean copied;

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Sender());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        file.close();
        server.stop();
    }

    private final class Sender extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            SendfileEndPoint endPoint = SendfileEndPoint.find(request);
            found.complete(endPoint);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, SIZE);
            Callback both = Callback.from(
                    () -> {
                        sent.complete(null);
                        callback.succeeded();
                    },
                    failure -> {
                        sent.completeExceptionally(failure);
                        callback.failed(failure);
                    });
            new SendfileTransfer(
                            endPoint,
                            copied ? new Copying(request, response) : response,
                            file,
                            FileBody.whole(SIZE),
                            both)
                    .iterate();
            return true;
        }
    }

    /** What takes a stand-in for content. */
    private static final class Copying extends Response.Wrapper {
        Copying(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
            super.write(last, BufferUtil.copy(content), callback);
        }
    }

    private Socket ask() throws IOException {
        Socket socket = RawClient.connect(connector.getLocalPort());
        RawClient.write(socket, "GET", "/");
        return socket;
    }

    @Test
    void headersComeWithTheFirstBytes() throws Exception {
        try (Socket socket = ask()) {
            InputStream in = socket.getInputStream();
            assertThat(RawClient.read(in, true).status()).isEqualTo(200);
            assertThat(in.readNBytes(64 * 1024)).isEqualTo(HeldFile.content(0, 64 * 1024));
            assertThat(file.released.getCount()).isEqualTo(1);
        }
    }

    @Test
    void whatTheSocketDoesNotTakeAtOnceFollows() throws Exception {
        connector.setAcceptedSendBufferSize(4096);
        file.released.countDown();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", connector.getLocalPort()));
            RawClient.write(socket, "GET", "/");
            assertThat(RawClient.read(socket.getInputStream(), false).body()).isEqualTo(HeldFile.content(0, SIZE));
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void socketIsNotClosedUnderATransfer() throws Exception {
        try (Socket socket = ask()) {
            assertThat(file.asked.await(10, TimeUnit.SECONDS)).isTrue();
            SendfileEndPoint endPoint = found.get();
            endPoint.close();
            // Were it closed now, its number could be another client's when the disk answers.
            assertThat(endPoint.getChannel().isOpen()).isTrue();
            file.released.countDown();
            await().until(() -> !endPoint.getChannel().isOpen());
            assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> RawClient.read(socket.getInputStream(), false))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void nothingIsSentOnceItIsClosed() throws Exception {
        try (Socket socket = ask()) {
            assertThat(file.asked.await(10, TimeUnit.SECONDS)).isTrue();
            file.released.countDown();
            RawClient.read(socket.getInputStream(), false);
            SendfileEndPoint endPoint = found.get();
            endPoint.close();
            ByteBuffer standIn = endPoint.stretch(file, 0, 10);
            assertThatThrownBy(() -> endPoint.flush(standIn)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void clientIsNotIdleWhileTheDiskIs() throws Exception {
        try (Socket socket = ask()) {
            assertThat(file.asked.await(10, TimeUnit.SECONDS)).isTrue();
            found.get().onIdleExpired(new TimeoutException("idle"));
            file.released.countDown();
            assertThat(RawClient.read(socket.getInputStream(), false).body()).hasSize(SIZE);
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void standInThatWasTakenForContentCutsTheConnection() throws Exception {
        copied = true;
        try (Socket socket = ask()) {
            assertThatThrownBy(() -> RawClient.read(socket.getInputStream(), false))
                    .isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS)).hasMessageContaining("stands for");
        }
    }
}
