/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** An answer whose head has arrived, with its connection. Closing it closes the connection. One thread at a time. */
final class Exchange implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Hop hop;
    private final Response response;
    private final InputStreamResponseListener body;
    private final Runnable discard;

    Exchange(Hop hop, Response response, InputStreamResponseListener body, Runnable discard) {
        this.hop = hop;
        this.response = response;
        this.body = body;
        this.discard = discard;
    }

    Hop hop() {
        return hop;
    }

    int status() {
        return response.getStatus();
    }

    HttpFields headers() {
        return response.getHeaders();
    }

    /** Where the answer redirects to, as the origin wrote it; null if it is no redirect. */
    @Nullable
    String redirect() {
        return REDIRECTS.contains(status()) ? headers().get(HttpHeader.LOCATION) : null;
    }

    /** The stated size of the body in bytes, -1 when not stated. */
    long contentLength() {
        // RFC 9112 section 6.3: with a transfer coding the field means nothing.
        return headers().contains(HttpHeader.TRANSFER_ENCODING)
                ? -1
                : headers().getLongField(HttpHeader.CONTENT_LENGTH);
    }

    /**
     * The body as it comes; reading pulls from the connection, so what is not read stays with the origin. Interrupting
     * the reading thread ends a read with {@link java.io.InterruptedIOException}. Call once.
     */
    InputStream body() {
        return body.getInputStream();
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a response in memory failed", e);
        } finally {
            discard.run();
        }
    }
}
