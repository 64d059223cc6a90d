/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.web.BodyPace;
import org.openworkshop.storage.web.RequestBody;

/** A body that is written to a file comes in the file's blocks. */
class WholeBlocksTest {
    private static final int BLOCK = RequestBody.BLOCK_BYTES;

    /** What of the file does not come from this body's begin, as with a form's fields before it. */
    private static final int SHIFT = 1000;

    private final Server server = new Server();
    private final SendfileConnector connector = new SendfileConnector(server, 1, 1, protocol());
    private final List<Integer> sizes = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private static DownloadConnections protocol() {
        HttpConfiguration http = new HttpConfiguration();
        http.setInputBufferSize(BLOCK);
        return new DownloadConnections(http);
    }

    private final class Receiver extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            RequestBody body = new RequestBody(request, new BodyPace(Duration.ofMinutes(1), 0, Duration.ZERO));
            for (Content.Chunk chunk = body.next(SHIFT); chunk != null; chunk = body.next(SHIFT + received.size())) {
                sizes.add(chunk.remaining());
                BufferUtil.writeTo(chunk.getByteBuffer(), received);
                chunk.release();
            }
            response.write(true, BufferUtil.toBuffer(sizes.toString()), callback);
            return true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Receiver());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void nothingIsReadAcrossTheBoundsOfBlocks() throws Exception {
        byte[] sent = new byte[20 * BLOCK + 12345];
        new Random(1).nextBytes(sent);
        try (Socket socket = RawClient.connect(connector.getLocalPort())) {
            RawClient.write(socket, "POST", "/", "Content-Length: " + sent.length);
            socket.getOutputStream().write(sent);
            assertThat(RawClient.read(socket.getInputStream(), false).status()).isEqualTo(200);
        }
        assertThat(received.toByteArray()).isEqualTo(sent);
        // The first may have come with the headers, before anybody knew of a file.
        int end = SHIFT + sizes.get(0);
        for (int size : sizes.subList(1, sizes.size())) {
            assertThat(end / BLOCK).as("block of the first byte").isEqualTo((end + size - 1) / BLOCK);
            end += size;
        }
    }

    @Test
    void nextRequestOfTheConnectionIsReadAsEver() throws Exception {
        try (Socket socket = RawClient.connect(connector.getLocalPort())) {
            for (int i = 0; i < 2; i++) {
                received.reset();
                RawClient.write(socket, "POST", "/" + "x".repeat(3000), "Content-Length: 4");
                socket.getOutputStream().write(new byte[] {1, 2, 3, 4});
                assertThat(RawClient.read(socket.getInputStream(), false).status())
                        .isEqualTo(200);
                assertThat(received.toByteArray()).containsExactly(1, 2, 3, 4);
            }
        }
    }
}
