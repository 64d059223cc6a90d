/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.download.FileBody.FilePiece;
import org.openworkshop.storage.download.FileBody.Piece;
import org.openworkshop.storage.download.FileBody.TextPiece;

/** Sends parts of an open file as a response's body, stretch by stretch, without bringing them into this process. */
final class SendfileTransfer extends IteratingCallback {
    /**
     * How much is sent before others waiting for a thread get theirs: a client that reads as fast as we send would never
     * make the transfer pause.
     */
    private static final long TURN_BYTES = 4L * SendfileEndPoint.MAX_STRETCH;

    private final SendfileEndPoint endPoint;
    private final Response response;
    private final Executor executor;
    private final FileChannel channel;
    private final Callback whenSent;
    private final Iterator<Piece> pieces;
    private long position;
    private long left;
    private long turnEnds = TURN_BYTES;
    private long sent;
    private @Nullable ByteBuffer standIn;
    private boolean last;

    /** @param whenSent called in every case, when the channel is no longer used */
    SendfileTransfer(
            SendfileEndPoint endPoint, Response response, FileChannel channel, FileBody body, Callback whenSent) {
        this.endPoint = endPoint;
        this.response = response;
        this.executor = response.getRequest().getComponents().getExecutor();
        this.channel = channel;
        this.whenSent = whenSent;
        this.pieces = body.pieces().iterator();
    }

    @Override
    protected Action process() throws IOException {
        if (standIn != null) {
            endPoint.requireSent(standIn);
            standIn = null;
        }
        if (last) {
            return Action.SUCCEEDED;
        }
        if (sent >= turnEnds) {
            turnEnds = sent + TURN_BYTES;
            executor.execute(this::succeeded);
            return Action.SCHEDULED;
        }
        ByteBuffer content = next();
        response.write(last, content, this);
        return Action.SCHEDULED;
    }

    /** The next content to write; sets {@link #last}. */
    private ByteBuffer next() {
        ByteBuffer content = BufferUtil.EMPTY_BUFFER;
        if (left == 0 && pieces.hasNext()) {
            Piece piece = pieces.next();
            if (piece instanceof TextPiece text) {
                content = ByteBuffer.wrap(text.bytes());
            } else if (piece instanceof FilePiece part) {
                position = part.position();
                left = part.length();
            }
        }
        if (left > 0) {
            int length = (int) Math.min(left, SendfileEndPoint.MAX_STRETCH);
            content = endPoint.stretch(channel, position, length);
            standIn = content;
            position += length;
            left -= length;
            sent += length;
        }
        last = left == 0 && !pieces.hasNext();
        return content;
    }

    @Override
    protected void onCompleteSuccess() {
        whenSent.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        whenSent.failed(cause);
    }
}
