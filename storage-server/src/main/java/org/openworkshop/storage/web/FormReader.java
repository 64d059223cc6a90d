/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Reads a form body as it streams in, urlencoded or {@code multipart/form-data} (RFC 7578), without keeping the file part.
 * Fields are capped at 64 KiB each and 128 parts in all. Stateless.
 */
public final class FormReader {
    static final int MAX_FIELD_BYTES = 64 * 1024;
    private static final int MAX_PARTS = 128;
    private static final int MAX_URLENCODED_BYTES = 1024 * 1024;
    private static final int MAX_PART_HEADER_BYTES = 16 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;

    private FormReader() {}

    /**
     * Reads the whole form.
     *
     * @throws ApiException {@link ErrorCode#MALFORMED_FORM} when it is not a form, is cut off or passes a cap; also what the
     *     listener throws
     * @throws IOException from the body or the listener
     */
    public static void read(RequestBody body, @Nullable String contentType, FormListener listener) throws IOException {
        try (body) {
            read(body, () -> body.next(listener.fileBytes()), contentType, listener);
        }
    }

    /** Reads a form that lies somewhere else; like {@link #read(RequestBody, String, FormListener)}. */
    static void read(InputStream body, @Nullable String contentType, FormListener listener) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        read(
                body,
                () -> {
                    int count = body.read(buffer, 0, buffer.length);
                    return count < 0 ? null : Content.Chunk.from(ByteBuffer.wrap(buffer, 0, count), false);
                },
                contentType,
                listener);
    }

    /** A body in the pieces in which it comes. */
    private interface Chunks {
        /** The next one, to be released; null at the end. */
        Content.@Nullable Chunk next() throws IOException;
    }

    private static void read(InputStream body, Chunks chunks, @Nullable String contentType, FormListener listener)
            throws IOException {
        @Nullable String type = contentType == null ? null : MimeTypes.getContentTypeWithoutCharset(contentType);
        if (type == null) {
            requireEmpty(body);
        } else if (MimeTypes.Type.FORM_ENCODED.is(mimeType(type))) {
            readUrlencoded(body, listener);
        } else if (MimeTypes.Type.MULTIPART_FORM_DATA.is(mimeType(type))) {
            readMultipart(chunks, boundary(contentType), listener);
        } else {
            throw new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    private static String mimeType(String type) {
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).trim();
    }

    private static void requireEmpty(InputStream body) throws IOException {
        if (body.read() >= 0) {
            throw new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    private static String boundary(@Nullable String contentType) {
        @Nullable String boundary;
        try {
            boundary = contentType == null ? null : MultiPart.extractBoundary(contentType);
        } catch (IllegalArgumentException e) {
            // A quote that is not closed.
            throw new ApiException(ErrorCode.MALFORMED_FORM, e);
        }
        if (boundary == null || boundary.isEmpty()) {
            throw new ApiException(ErrorCode.MALFORMED_FORM);
        }
        return boundary;
    }

    private static void readUrlencoded(InputStream body, FormListener listener) throws IOException {
        byte[] bytes = body.readNBytes(MAX_URLENCODED_BYTES + 1);
        if (bytes.length > MAX_URLENCODED_BYTES) {
            throw new ApiException(ErrorCode.MALFORMED_FORM);
        }
        String[] pairs = new String(bytes, StandardCharsets.UTF_8).split("&", MAX_PARTS + 1);
        if (pairs.length > MAX_PARTS) {
            throw new ApiException(ErrorCode.MALFORMED_FORM);
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                listener.field(decode(name), decode(value));
            }
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.MALFORMED_FORM, e);
        }
    }

    private static void readMultipart(Chunks body, String boundary, FormListener listener) throws IOException {
        MultipartParts parts = new MultipartParts(listener);
        MultiPart.Parser parser = new MultiPart.Parser(boundary, parts);
        parser.setMaxParts(MAX_PARTS);
        parser.setPartHeadersMaxLength(MAX_PART_HEADER_BYTES);
        while (!parts.complete()) {
            Content.Chunk chunk = body.next();
            parse(parser, chunk == null ? Content.Chunk.EOF : chunk);
            parts.rethrow();
            if (chunk == null && !parts.complete()) {
                throw new ApiException(ErrorCode.MALFORMED_FORM);
            }
        }
        // What follows the last boundary is an epilogue without meaning (RFC 2046 section 5.1.1).
        for (Content.Chunk chunk = body.next(); chunk != null; chunk = body.next()) {
            chunk.release();
        }
    }

    private static void parse(MultiPart.Parser parser, Content.Chunk chunk) {
        try {
            parser.parse(chunk);
        } finally {
            chunk.release();
        }
    }
}
