/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.EnumSet;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.openworkshop.storage.web.FramingErrorHandler;
import org.openworkshop.storage.web.HeadersTooSlowException;
import org.openworkshop.storage.web.OneReaderConnection;
import org.openworkshop.storage.web.RequestLine;

/**
 * HTTP/1.1 connections on which every download path reaches {@link DownloadHandler}, so that a hostile one gets the same
 * refusal as any other bad path. Jetty on its own answers 400 to encoded slashes, empty segments and the like, which its
 * configuration can change, and to NUL, broken escapes and dot segments that climb above the root, which only a connection
 * can.
 *
 * <p>HTTP/2 takes its URI rules from the same configuration. What only a connection can change stays as Jetty has it there: 400.
 */
public final class DownloadConnections extends HttpConnectionFactory {
    private static final UriCompliance COMPLIANCE =
            new UriCompliance("DOWNLOAD", EnumSet.complementOf(EnumSet.of(Violation.USER_INFO, Violation.FRAGMENT)));

    private static final String CHUNKED = HttpHeaderValue.CHUNKED.asString();

    /** Connections of that configuration, whose URI rules are replaced. */
    public DownloadConnections(HttpConfiguration configuration) {
        super(configuration);
        configuration.setUriCompliance(COMPLIANCE);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection = new PermissiveConnection(getHttpConfiguration(), connector, endPoint);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class PermissiveConnection extends OneReaderConnection {
        private boolean unreadable;

        PermissiveConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        protected HttpStreamOverHTTP1 newHttpStream(String method, String target, HttpVersion version) {
            // Of the request before.
            removeAttribute(FramingErrorHandler.ACCEPT_ATTRIBUTE);
            if (unreadable && isStandIn(method, target)) {
                unreadable = false;
                return new KeepingStream(method, target, version);
            }
            String readable = readable(method, target);
            if (isStandIn(method, target)) {
                RequestLine.keepNone(this);
            } else if (readable.equals(target)) {
                RequestLine.forget(this);
            } else {
                RequestLine.keep(this, method, target, version);
            }
            try {
                return new KeepingStream(method, readable, version);
            } catch (RuntimeException e) {
                // Jetty will ask anew, without it.
                unreadable = true;
                RequestLine.keep(this, method, target, version);
                throw e;
            }
        }

        /** Whether this is what Jetty is asked for in the place of a request whose first line it could not read. */
        private static boolean isStandIn(String method, String target) {
            return target.equals("/badMessage") && method.equals("BAD");
        }

        /** Keeps what the answer to a request that turns out to be malformed depends on. */
        private final class KeepingStream extends HandedOnStream {
            KeepingStream(String method, String target, HttpVersion version) {
                super(method, target, version);
            }

            @Override
            public void parsedHeader(HttpField field) {
                if (field.getHeader() == HttpHeader.ACCEPT && field.getValue() != null) {
                    setAttribute(FramingErrorHandler.ACCEPT_ATTRIBUTE, field.getValue());
                }
                if (field.getHeader() == HttpHeader.TRANSFER_ENCODING && !CHUNKED.equalsIgnoreCase(field.getValue())) {
                    // Jetty takes "gzip, chunked" for chunks of plain bytes, and what was compressed would be stored as
                    // the file.
                    throw new HttpException.RuntimeException(
                            HttpStatus.BAD_REQUEST_400, "transfer coding not supported");
                }
                super.parsedHeader(field);
            }
        }

        @Override
        public void onFillInterestedFailed(Throwable cause) {
            HeadersTooSlowException.answer(cause, getEndPoint());
            super.onFillInterestedFailed(cause);
        }
    }

    /** The target itself, or, for a download that Jetty cannot parse, one that it can and that is refused for sure. */
    static String readable(String method, String target) {
        if (!DownloadTarget.isDownload(target)) {
            return target;
        }
        try {
            HttpURI.build(method, target);
            return target;
        } catch (IllegalArgumentException e) {
            String path = target.split("[?#]", 2)[0];
            // Escaped once more; an empty last segment is never accepted.
            return path.replace("%", "%25").replace(".", "%252E") + "/";
        }
    }
}
