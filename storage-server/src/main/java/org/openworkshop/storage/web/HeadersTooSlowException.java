/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.EndPoint;

/**
 * A request whose headers were not complete in time. There is no request yet that could be answered, so the bytes of the answer
 * are made here.
 */
public final class HeadersTooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    public HeadersTooSlowException() {
        super(ErrorCode.REQUEST_TIMED_OUT.phrase());
    }

    /**
     * Sends {@link ErrorCode#REQUEST_TIMED_OUT} as HTTP/1.1, when that is what a connection failed of. Never blocks: what the
     * system does not take at once, which is nothing of so little, is lost.
     */
    public static void answer(Throwable failure, EndPoint connection) {
        if (!(failure instanceof HeadersTooSlowException)) {
            return;
        }
        ErrorCode code = ErrorCode.REQUEST_TIMED_OUT;
        ErrorBody body = ErrorBody.of(code, code.phrase(), null);
        HttpFields.Mutable headers = HttpFields.build();
        ResponseHeaders.addTo(headers);
        headers.put("Content-Type", body.contentType());
        headers.put("Content-Length", body.bytes().length);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Connection", "close");
        StringBuilder text = new StringBuilder("HTTP/1.1 " + code.status() + " Request Timeout\r\n");
        for (HttpField header : headers) {
            text.append(header.getName()).append(": ").append(header.getValue()).append("\r\n");
        }
        text.append("\r\n").append(body.text());
        try {
            var unused = connection.flush(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
