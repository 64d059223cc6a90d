/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fetch.FetchException.Reason;

/**
 * One fetch over all its tries: what is on disk, what the origin said about the whole, and how to go on from there.
 *
 * <pre>
 *   try without Range ── 200 ──────────────> write from zero ── body ended as stated ──> whole
 *                                                  │ broken
 *   try with Range + If-Range <── validator ───────┤
 *      │ 206, fits: append                         └── no validator ──> try without Range
 *      │ 200 (changed, or no ranges): write from zero
 *      │ 206 that doesn't fit, 416: forget the validator, broken
 * </pre>
 *
 * <p>Every try begins at the asked URL, since the addresses that redirects lead to often expire. A body with
 * {@code Content-Encoding: gzip}, which no one asked for, is decoded while it flows; its size is then unknown and it is
 * not resumed, as offsets would count encoded bytes. One thread at a time.
 */
final class Download {
    private static final int MAX_REDIRECTS = 5;
    private static final int BUFFER = 64 * 1024;

    private final FetchClient client;
    private final Hop start;
    private final PartialFile file;
    private final long maxBytes;
    private final FetchListener listener;
    private boolean begun;
    private @Nullable Validator validator;
    private @Nullable Long total;
    private @Nullable String fileName;

    Download(FetchClient client, Hop start, PartialFile file, long maxBytes, FetchListener listener) {
        this.client = client;
        this.start = start;
        this.file = file;
        this.maxBytes = maxBytes <= 0 ? Long.MAX_VALUE : maxBytes;
        this.listener = listener;
    }

    /** The size the origin states, null when it states none. */
    @Nullable
    Long total() {
        return total;
    }

    @Nullable
    String fileName() {
        return fileName;
    }

    /**
     * One try; returns when the file is whole.
     *
     * @throws BrokenTryException if another try may succeed
     * @throws FetchException if none can
     * @throws IOException if the local file can't be written
     */
    void attempt() throws BrokenTryException, FetchException, IOException, InterruptedException {
        Validator resume = file.size() > 0 ? validator : null;
        try (Exchange exchange = follow(resume)) {
            if (resume != null && exchange.status() == 206) {
                requireContinuation(exchange, resume);
                copy(exchange, exchange.body());
            } else {
                requireSuccess(exchange, resume);
                begin(exchange);
                copy(exchange, Decoding.decoded(exchange, maxBytes));
            }
        }
        Long expected = total;
        if (expected != null && file.size() < expected) {
            throw new BrokenTryException("body ended early");
        }
    }

    private Exchange follow(@Nullable Validator resume)
            throws BrokenTryException, FetchException, InterruptedException {
        Hop hop = start;
        for (int redirects = 0; ; redirects++) {
            Exchange exchange = client.open(hop, headers(hop, resume));
            String location = exchange.redirect();
            if (location == null) {
                return exchange;
            }
            exchange.close();
            if (redirects == MAX_REDIRECTS) {
                throw new FetchException(Reason.FAILED, "more than " + MAX_REDIRECTS + " redirects");
            }
            try {
                hop = hop.redirectedTo(location);
            } catch (InvalidUrlException e) {
                throw new FetchException(Reason.FAILED, "unusable redirect from " + hop.label(), e);
            }
        }
    }

    private HttpFields headers(Hop hop, @Nullable Validator resume) {
        HttpFields.Mutable headers = HttpFields.build();
        String authorization = hop.authorization();
        if (authorization != null) {
            headers.put(HttpHeader.AUTHORIZATION, authorization);
        }
        if (resume != null) {
            headers.put(HttpHeader.RANGE, "bytes=" + file.size() + "-");
            headers.put(HttpHeader.IF_RANGE, resume.value());
        }
        return headers;
    }

    private void requireSuccess(Exchange exchange, @Nullable Validator resume)
            throws BrokenTryException, FetchException {
        int status = exchange.status();
        if (status == 200 || status == 206) {
            return;
        }
        if (status == 416 && resume != null) {
            validator = null;
            throw new BrokenTryException(FetchException.status(status));
        }
        // An origin that answered well before is only out of order for a moment.
        if (begun && (status >= 500 || status == 429 || status == 408)) {
            throw new BrokenTryException(FetchException.status(status));
        }
        throw FetchException.status(status);
    }

    /** Takes the answer as the file's beginning. */
    private void begin(Exchange exchange) throws BrokenTryException, FetchException, IOException {
        Long stated = statedTotal(exchange);
        boolean restarted = begun;
        file.restart();
        begun = true;
        total = stated;
        validator = Decoding.isEncoded(exchange) ? null : Validator.of(exchange.headers());
        fileName = FileName.of(
                exchange.headers().get("Content-Disposition"), exchange.hop().uri());
        requireAllowed(stated == null ? 0 : stated);
        listener.started(stated, fileName);
        if (restarted) {
            listener.progress(0);
        }
    }

    private static @Nullable Long statedTotal(Exchange exchange) throws BrokenTryException {
        if (Decoding.isEncoded(exchange)) {
            return null;
        }
        if (exchange.status() == 206) {
            // Nobody asked for a part, but one that begins at the beginning is a beginning.
            ContentRange range = ContentRange.parse(exchange.headers().get(HttpHeader.CONTENT_RANGE));
            if (range == null || range.first() != 0) {
                throw new BrokenTryException("origin sent another part than asked");
            }
            return range.total();
        }
        return exchange.contentLength() < 0 ? null : exchange.contentLength();
    }

    /** Checks that a 206 goes on exactly where the file ends, and is of the same whole. */
    private void requireContinuation(Exchange exchange, Validator resume) throws BrokenTryException, FetchException {
        ContentRange range = ContentRange.parse(exchange.headers().get(HttpHeader.CONTENT_RANGE));
        if (range == null || !fits(range, exchange, resume)) {
            validator = null;
            throw new BrokenTryException("origin sent another part than asked");
        }
        if (total == null) {
            total = range.total();
        }
        requireAllowed(total == null ? 0 : total);
    }

    private boolean fits(ContentRange range, Exchange exchange, Validator resume) {
        long end = total == null ? Long.MAX_VALUE : total;
        return range.first() == file.size()
                && range.last() < end
                && (range.total() == null || total == null || range.total().equals(total))
                && (exchange.contentLength() < 0 || exchange.contentLength() == range.length())
                && resume.agreesWith(exchange.headers())
                && !Decoding.isEncoded(exchange);
    }

    private void copy(Exchange exchange, InputStream body)
            throws BrokenTryException, FetchException, IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        while (true) {
            int length = read(exchange, body, buffer);
            if (length < 0) {
                return;
            }
            requireAllowed(file.size() + length);
            Long expected = total;
            if (expected != null && file.size() + length > expected) {
                validator = null;
                throw new BrokenTryException("more bytes than stated");
            }
            file.append(buffer, length);
            listener.progress(file.size());
        }
    }

    private int read(Exchange exchange, InputStream body, byte[] buffer)
            throws BrokenTryException, FetchException, InterruptedException {
        try {
            return body.read(buffer);
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        } catch (IOException e) {
            throw NetworkFailure.sorted(e, exchange.hop());
        }
    }

    private static InterruptedException interrupted(InterruptedIOException cause) {
        InterruptedException interrupted = new InterruptedException("fetch was interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }

    private void requireAllowed(long bytes) throws FetchException {
        if (bytes > maxBytes) {
            throw new FetchException(Reason.TOO_LARGE, "more than " + maxBytes + " bytes");
        }
    }
}
