/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * How long a request's client may send nothing: the connection's setting over HTTP/1.1, the stream's over HTTP/2, where the
 * connection is shared with other requests.
 */
interface IdleTime {
    /** In milliseconds; not positive: for ever. */
    long get();

    /** Sets it for this request. */
    void set(long millis);

    /** That of a request under way. */
    static IdleTime of(Request request) {
        Connection connection = request.getConnectionMetaData().getConnection();
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            Stream stream = ((HTTP2Connection) connection).getSession().getStream(Integer.parseInt(request.getId()));
            // A stream that is gone has nothing left to wait for.
            return stream == null ? new OfEndPoint(connection.getEndPoint()) : new OfStream(stream);
        }
        return new OfEndPoint(connection.getEndPoint());
    }

    /** Of a connection with one request at a time. */
    record OfEndPoint(EndPoint endPoint) implements IdleTime {
        @Override
        public long get() {
            return endPoint.getIdleTimeout();
        }

        @Override
        public void set(long millis) {
            endPoint.setIdleTimeout(millis);
        }
    }

    /** Of one request among others. */
    record OfStream(Stream stream) implements IdleTime {
        @Override
        public long get() {
            return stream.getIdleTimeout();
        }

        @Override
        public void set(long millis) {
            stream.setIdleTimeout(millis);
        }
    }
}
