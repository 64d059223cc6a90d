/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fetch.FetchException.Reason;

/**
 * Undoing of a {@code Content-Encoding} that an origin applies although only {@code identity} was asked for. The
 * encoding belongs to the transfer, not to the file, so gzip is undone; any other is refused, as the bytes would not be
 * the file.
 */
final class Decoding {
    private static final int BUFFER = 16 * 1024;
    private static final int OVERHEAD = 64 * 1024;

    private Decoding() {}

    static boolean isEncoded(Exchange exchange) {
        return encoding(exchange) != null;
    }

    /**
     * The file's bytes. Opens lazily: nothing is read here.
     *
     * @param maxBytes most bytes of the file; bounds the encoded ones too, which may decode to nothing for ever
     */
    static InputStream decoded(Exchange exchange, long maxBytes) throws FetchException {
        String encoding = encoding(exchange);
        if (encoding == null) {
            return exchange.body();
        }
        if (!encoding.equals("gzip") && !encoding.equals("x-gzip")) {
            throw new FetchException(Reason.FAILED, "unsupported content encoding");
        }
        long overhead = maxBytes / 8 + OVERHEAD;
        long limit = maxBytes > Long.MAX_VALUE - overhead ? Long.MAX_VALUE : maxBytes + overhead;
        return new Gunzip(new Encoded(exchange.body(), limit));
    }

    private static @Nullable String encoding(Exchange exchange) {
        String field = exchange.headers().get(HttpHeader.CONTENT_ENCODING);
        String encoding = field == null ? "" : field.strip().toLowerCase(Locale.ROOT);
        return encoding.isEmpty() || encoding.equals("identity") ? null : encoding;
    }

    /** Gzip whose header is read by the first read, so that its faults are met where the body's are. */
    private static final class Gunzip extends InputStream {
        private final Encoded encoded;
        private @Nullable InputStream decoder;

        Gunzip(Encoded encoded) {
            this.encoded = encoded;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            InputStream open = decoder;
            if (open == null) {
                open = new GZIPInputStream(encoded, BUFFER);
                decoder = open;
            }
            int count = open.read(buffer, offset, length);
            encoded.rethrow();
            return count;
        }
    }

    /**
     * The encoded bytes, arranged for the habits of {@link GZIPInputStream}: it asks {@code available} whether another
     * member follows, and takes any failure at that point for the end. Without this a body cut between two members
     * would pass for whole.
     */
    private static final class Encoded extends InputStream {
        private final InputStream body;
        private long left;
        private boolean ended;
        private @Nullable IOException failure;

        Encoded(InputStream body, long limit) {
            this.body = body;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("interrupted while decoding");
                }
                int count = body.read(buffer, offset, length);
                ended = count < 0;
                left -= Math.max(0, count);
                if (left < 0) {
                    throw new OverLimitException();
                }
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int available() {
            return ended ? 0 : 1;
        }

        void rethrow() throws IOException {
            IOException met = failure;
            if (met != null) {
                throw met;
            }
        }
    }
}
