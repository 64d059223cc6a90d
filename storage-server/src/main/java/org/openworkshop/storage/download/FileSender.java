/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.download.FileBody.FilePiece;
import org.openworkshop.storage.download.FileBody.Piece;
import org.openworkshop.storage.download.FileBody.TextPiece;
import org.openworkshop.storage.web.RequestId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends parts of an open file as a response's body: from the page cache where the connection can, through one pooled buffer
 * per response where the bytes have to be encrypted or framed. Holds no thread while the client reads; the file is read on the
 * server's threads, never on one that has promised not to block.
 */
final class FileSender {
    private static final Logger LOG = LoggerFactory.getLogger(FileSender.class);
    /** The largest buffer that Jetty's pool keeps by default. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private FileSender() {}

    /**
     * Sends a body and ends the response. The channel is closed in every case before the callback is called; the callback
     * fails when the client is gone or the file has become shorter, and the connection is of no use then.
     */
    static void send(Request request, Response response, FileChannel channel, FileBody body, Callback callback) {
        Callback whenSent = new Closing(request, channel, callback);
        @Nullable SendfileEndPoint endPoint = SendfileEndPoint.find(request);
        IteratingCallback transfer = endPoint == null
                ? new Transfer(request, response, channel, body, whenSent)
                : new SendfileTransfer(endPoint, response, channel, body, whenSent);
        transfer.iterate();
    }

    /** Closes the file before it tells that the answer is out. */
    private record Closing(Request request, FileChannel channel, Callback callback) implements Callback {
        @Override
        public void succeeded() {
            close();
            callback.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            close();
            LOG.debug("Download ended early reason={} request_id={}", cause.toString(), RequestId.of(request));
            callback.failed(cause);
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("Cannot close a file that was sent request_id={}", RequestId.of(request), e);
            }
        }
    }

    private static final class Transfer extends IteratingCallback {
        private final Response response;
        private final FileChannel channel;
        private final Callback whenSent;
        private final ByteBufferPool pool;
        private final Callback written;
        private final int bufferBytes;
        private final Iterator<Piece> pieces;
        private @Nullable Piece piece;
        private long sentOfPiece;
        private RetainableByteBuffer.@Nullable Mutable buffer;
        private boolean last;

        Transfer(Request request, Response response, FileChannel channel, FileBody body, Callback whenSent) {
            this.response = response;
            this.channel = channel;
            this.whenSent = whenSent;
            this.pool = request.getComponents().getByteBufferPool();
            this.written = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2
                    ? elsewhere(request.getComponents().getExecutor())
                    : this;
            this.bufferBytes = (int) Math.max(1, Math.min(BUFFER_BYTES, body.length()));
            this.pieces = body.pieces().iterator();
            nextPiece();
        }

        @Override
        protected Action process() throws IOException {
            if (last) {
                return Action.SUCCEEDED;
            }
            if (buffer == null) {
                buffer = pool.acquire(bufferBytes, true);
            }
            ByteBuffer bytes = buffer.getByteBuffer();
            BufferUtil.clearToFill(bytes);
            fill(bytes);
            bytes.flip();
            last = piece == null;
            response.write(last, bytes, written);
            return Action.SCHEDULED;
        }

        /**
         * Goes on with a thread that may read the disk: over HTTP/2 whoever sends a stream's frame tells that it is sent, and that may
         * be a thread that reads the network.
         */
        private Callback elsewhere(Executor executor) {
            return Callback.from(
                    InvocationType.NON_BLOCKING,
                    () -> {
                        try {
                            executor.execute(this::succeeded);
                        } catch (RejectedExecutionException e) {
                            failed(e);
                        }
                    },
                    this::failed);
        }

        private void fill(ByteBuffer bytes) throws IOException {
            while (piece != null && bytes.hasRemaining()) {
                int room = (int) Math.min(bytes.remaining(), piece.length() - sentOfPiece);
                if (piece instanceof FilePiece part) {
                    FileReads.fully(channel, part.position() + sentOfPiece, bytes.slice(bytes.position(), room));
                    bytes.position(bytes.position() + room);
                } else if (piece instanceof TextPiece text) {
                    bytes.put(text.bytes(), (int) sentOfPiece, room);
                }
                sentOfPiece += room;
                if (sentOfPiece == piece.length()) {
                    nextPiece();
                }
            }
        }

        private void nextPiece() {
            sentOfPiece = 0;
            do {
                piece = pieces.hasNext() ? pieces.next() : null;
            } while (piece != null && piece.length() == 0);
        }

        @Override
        protected void onCompleteSuccess() {
            release();
            whenSent.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            release();
            whenSent.failed(cause);
        }

        private void release() {
            if (buffer != null) {
                buffer.release();
            }
        }
    }
}
