/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.LentBytes;
import org.openworkshop.storage.trace.TraceContext;
import org.openworkshop.storage.transfer.FailureReason;
import org.openworkshop.storage.transfer.TransferException;
import org.openworkshop.storage.transfer.UploadBody;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.BodyException;
import org.openworkshop.storage.web.BodyPace;
import org.openworkshop.storage.web.RequestBody;
import org.openworkshop.storage.web.RequestTrace;
import org.openworkshop.storage.web.StatedDigest;

/** The raw upload request as a job sees it. For one thread, {@link #stop} aside. */
final class UploadRequest implements UploadBody {
    private static final String BEARER = "bearer ";

    private final Request request;
    private final Fields query;
    private final RequestBody body;
    private final @Nullable String statedSha256;

    /**
     * @throws ApiException when the headers state a digest that is none
     */
    UploadRequest(Request request, BodyPace pace) {
        this.request = request;
        this.query = Request.extractQueryParameters(request);
        this.body = new RequestBody(request, pace);
        this.statedSha256 = StatedDigest.of(request.getHeaders());
    }

    /** The token from the query, else from the {@code Authorization} header. */
    static @Nullable String token(Request request) {
        String token = ManageForm.queryToken(request);
        if (token != null && !token.isEmpty()) {
            return token;
        }
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        boolean bearer =
                authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
        return bearer ? authorization.substring(BEARER.length()).trim() : null;
    }

    @Override
    public @Nullable LentBytes next(long position) throws TransferException {
        try {
            Content.Chunk chunk = body.next(position);
            return chunk == null ? null : new LentChunk(chunk);
        } catch (BodyException e) {
            FailureReason reason = e.timedOut() ? FailureReason.TIMEOUT : FailureReason.CLIENT_DISCONNECTED;
            throw new TransferException(reason, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new TransferException(FailureReason.CLIENT_DISCONNECTED, "the body could not be read", e);
        }
    }

    @Override
    public void stop() {
        body.stop();
    }

    @Override
    public OptionalLong declaredBytes() {
        if (request.getLength() >= 0) {
            return OptionalLong.of(request.getLength());
        }
        OptionalLong size = size(query.getValue("size"));
        size = size.isPresent() ? size : size(request.getHeaders().get("X-File-Size"));
        return size.isPresent() ? size : size(request.getHeaders().get("X-Upload-Size"));
    }

    @Override
    public @Nullable String fileName() {
        String name = query.getValue("filename");
        return name == null || name.isEmpty() ? request.getHeaders().get("X-File-Name") : name;
    }

    @Override
    public @Nullable String statedSha256() {
        return statedSha256;
    }

    @Override
    public @Nullable TraceContext caller() {
        return RequestTrace.of(request);
    }

    private static OptionalLong size(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,18}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
