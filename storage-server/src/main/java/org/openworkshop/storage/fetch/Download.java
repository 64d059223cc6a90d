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
 * One fetch over all its tries: what to ask for, and whether an answer goes on where the file ends.
 *
 * <pre>
 *   try without Range ── 200 ──────────────> write from zero ── body ended as stated ──> whole
 *         ^                                        │ broken
 *         │       ┌───────── validator ────────────┴── no validator ──> try without Range
 *         │       v
 *         │  try with Range + If-Range <── an earlier fetch's file and validator
 *         │     │ 206, fits: append
 *         │     │ 200 (changed, or no ranges): write from zero
 *         └─────┴ 206 that doesn't fit, 416: forget the validator, ask again at once
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
    private final TrackedFile file;
    private final long maxBytes;
    private final Deadline deadline;

    Download(FetchClient client, Hop start, TrackedFile file, long maxBytes, Deadline deadline) {
        this.client = client;
        this.start = start;
        this.file = file;
        this.maxBytes = maxBytes <= 0 ? Long.MAX_VALUE : maxBytes;
        this.deadline = deadline;
    }

    /**
     * One try; returns when the file is whole.
     *
     * @throws BrokenTryException if another try may succeed
     * @throws FetchException if none can
     * @throws IOException if the local file can't be written, or the listener refuses
     */
    void attempt() throws BrokenTryException, FetchException, IOException, InterruptedException {
        requireAllowed(file.size());
        if (file.isWhole()) {
            return;
        }
        Validator known = file.size() > 0 ? file.validator() : null;
        if (known == null || !goOn(known)) {
            try (Exchange exchange = follow(null)) {
                takeWhole(exchange);
            }
        }
        Long expected = file.total();
        if (expected != null && file.size() < expected) {
            throw new BrokenTryException("body ended early");
        }
    }

    /** Asks for the rest; false when the origin has none that fits. */
    private boolean goOn(Validator known) throws BrokenTryException, FetchException, IOException, InterruptedException {
        try (Exchange exchange = follow(known)) {
            ContentRange range = ContentRange.parse(exchange.headers().get(HttpHeader.CONTENT_RANGE));
            boolean part = exchange.status() == 206;
            if (exchange.status() == 416 || (part && (range == null || !fits(range, exchange, known)))) {
                file.distrust();
                return false;
            }
            if (part && range != null) {
                Long stated = file.total() == null ? range.total() : file.total();
                requireAllowed(stated == null ? 0 : stated);
                file.proceed(stated);
                copy(exchange, exchange.body());
            } else {
                takeWhole(exchange);
            }
            return true;
        }
    }

    /** Whether a 206 goes on exactly where the file ends, and is of the same whole. */
    private boolean fits(ContentRange range, Exchange exchange, Validator known) {
        Long total = file.total();
        long end = total == null ? Long.MAX_VALUE : total;
        return range.first() == file.size()
                && range.last() < end
                && (range.total() == null || total == null || range.total().equals(total))
                && (exchange.contentLength() < 0 || exchange.contentLength() == range.length())
                && known.agreesWith(exchange.headers())
                && !Decoding.isEncoded(exchange);
    }

    private Exchange follow(@Nullable Validator resume)
            throws BrokenTryException, FetchException, InterruptedException {
        Hop hop = start;
        for (int redirects = 0; ; redirects++) {
            Exchange exchange = client.open(hop, headers(hop, resume), deadline);
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

    /** Takes the answer as the file from its beginning. */
    private void takeWhole(Exchange exchange)
            throws BrokenTryException, FetchException, IOException, InterruptedException {
        requireSuccess(exchange);
        Long stated = statedTotal(exchange);
        requireAllowed(stated == null ? 0 : stated);
        file.begin(
                Decoding.isEncoded(exchange) ? null : Validator.of(exchange.headers()),
                stated,
                FileName.of(
                        exchange.headers().get("Content-Disposition"),
                        exchange.hop().uri()));
        copy(exchange, Decoding.decoded(exchange, maxBytes));
    }

    private void requireSuccess(Exchange exchange) throws BrokenTryException, FetchException {
        int status = exchange.status();
        if (status == 200 || status == 206) {
            return;
        }
        // An origin that answered well before is only out of order for a moment.
        if (file.hasBegun() && (status == 429 || status == 503)) {
            throw new BrokenTryException(FetchException.status(status), RetryAfter.of(exchange.headers()));
        }
        if (file.hasBegun() && (status >= 500 || status == 408)) {
            throw new BrokenTryException(FetchException.status(status));
        }
        throw FetchException.status(status);
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

    private void copy(Exchange exchange, InputStream body)
            throws BrokenTryException, FetchException, IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        while (true) {
            int length = read(exchange, body, buffer);
            if (length < 0) {
                return;
            }
            deadline.require();
            requireAllowed(file.size() + length);
            Long expected = file.total();
            if (expected != null && file.size() + length > expected) {
                file.distrust();
                throw new BrokenTryException("more bytes than stated");
            }
            file.append(buffer, length);
        }
    }

    private static int read(Exchange exchange, InputStream body, byte[] buffer)
            throws BrokenTryException, FetchException, InterruptedException {
        try {
            return body.read(buffer);
        } catch (InterruptedIOException e) {
            InterruptedException interrupted = new InterruptedException("fetch was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw NetworkFailure.sorted(e, exchange.hop());
        }
    }

    private void requireAllowed(long bytes) throws FetchException {
        if (bytes > maxBytes) {
            throw new FetchException(Reason.TOO_LARGE, "more than " + maxBytes + " bytes");
        }
    }
}
