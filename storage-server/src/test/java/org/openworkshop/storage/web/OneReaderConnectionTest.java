/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneReaderConnectionTest {
    /** No other buffer of a connection is as large. */
    private static final int INPUT_BYTES = 50_000;

    private static final String GOOD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final String MALFORMED = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n";

    /** How often a connection goes to wait for bytes until its thread is held then; never when negative. */
    private final AtomicInteger hold = new AtomicInteger(-1);

    private final CountDownLatch letGo = new CountDownLatch(1);
    private final HesitantPool buffers = new HesitantPool();
    private final Server server = new Server(new QueuedThreadPool(8), null, buffers);
    private final ServerConnector connector = new ServerConnector(server, 1, 1, new OneReaderConnections());

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        server.setErrorHandler(new FramingErrorHandler());
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(HttpStatus.NO_CONTENT_204);
                callback.succeeded();
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MALFORMED,
                MALFORMED + GOOD,
                "G?T / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nExpect: much\r\n\r\n"
            })
    void whoReadsAMalformedRequestHasLetGoOfItsBufferBeforeOthersReadOn(String malformed) throws Exception {
        assertThat(answers(malformed)).startsWith("HTTP/1.1 4").containsOnlyOnce("HTTP/1.1");

        assertNobodyReadMeanwhile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", GOOD})
    void aMalformedRequestBehindAnotherIsAnsweredLikewise(String behind) throws Exception {
        assertThat(answers(GOOD + MALFORMED + behind)).containsSubsequence("HTTP/1.1 204", "HTTP/1.1 400");

        assertNobodyReadMeanwhile();
    }

    @Test
    void whoComesLateFromReadingLeavesTheAnswerToWhoFoundTheRequest() throws Exception {
        buffers.unhesitating = 1;
        hold.set(2);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(GOOD.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> hold.get() == 0);
            socket.getOutputStream().write(MALFORMED.getBytes(StandardCharsets.US_ASCII));
            assertThat(buffers.hesitating.await(10, TimeUnit.SECONDS)).isTrue();
            letGo.countDown();

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .containsSubsequence("HTTP/1.1 204", "HTTP/1.1 400");
        }
        assertNobodyReadMeanwhile();
    }

    /** After whoever reads on behind the answer has a buffer of its own. */
    private void assertNobodyReadMeanwhile() {
        await().until(() -> buffers.secondTaken.getCount() == 0);
        assertThat(buffers.takenMeanwhile).isFalse();
    }

    /** All that comes until the server closes. */
    private String answers(String requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private final class OneReaderConnections extends HttpConnectionFactory {
        OneReaderConnections() {
            super(new HttpConfiguration());
            setInputBufferSize(INPUT_BYTES);
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            return configure(new HeldConnection(getHttpConfiguration(), connector, endPoint), connector, endPoint);
        }
    }

    private final class HeldConnection extends OneReaderConnection {
        HeldConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        public void fillInterested(Callback callback) {
            super.fillInterested(callback);
            if (hold.decrementAndGet() == 0) {
                try {
                    assertThat(letGo.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Takes its time to get a connection's buffer back, so that there is time for another to be taken. */
    private static final class HesitantPool extends ArrayByteBufferPool {
        private static final int HESITATION_MILLIS = 200;

        private final CountDownLatch secondTaken = new CountDownLatch(2);
        private final CountDownLatch hesitating = new CountDownLatch(1);
        private final AtomicInteger taken = new AtomicInteger();
        /** As many of the first ones are got back as ever. */
        private volatile int unhesitating;

        private volatile boolean takenMeanwhile;

        @Override
        public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
            RetainableByteBuffer.Mutable buffer = super.acquire(size, direct);
            if (size != INPUT_BYTES || taken.incrementAndGet() <= unhesitating) {
                return buffer;
            }
            secondTaken.countDown();
            return new RetainableByteBuffer.FixedCapacity(buffer.getByteBuffer(), buffer) {
                @Override
                public boolean release() {
                    boolean second = secondTaken.getCount() == 0;
                    hesitating.countDown();
                    try {
                        if (!second && secondTaken.await(HESITATION_MILLIS, TimeUnit.MILLISECONDS)) {
                            takenMeanwhile = true;
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return super.release();
                }
            };
        }
    }
}
