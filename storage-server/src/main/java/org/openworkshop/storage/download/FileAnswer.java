/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.openworkshop.storage.storage.StoredFile;

/** The status, headers and body with which a file is sent, without sending it. */
final class FileAnswer {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HttpField ACCEPT_RANGES = new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    private final StoredFile file;
    private final FileVersion version;
    private final MediaType type;
    private final HttpField etag;
    private final HttpField lastModified;
    private final HttpField contentType;

    FileAnswer(StoredFile file, FileVersion version) {
        this.file = file;
        this.version = version;
        this.type = MediaType.of(file.location().fileName());
        this.etag = new PreEncodedHttpField(HttpHeader.ETAG, version.etag());
        this.lastModified = new PreEncodedHttpField(HttpHeader.LAST_MODIFIED, version.lastModified());
        this.contentType = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, type.contentType());
    }

    /** The file that is sent. */
    StoredFile file() {
        return file;
    }

    /** What conditions and ranges are evaluated on. */
    FileVersion version() {
        return version;
    }

    /** Puts the headers that every answer about the file has, also 304. */
    void putValidators(HttpFields.Mutable headers) {
        headers.put(etag);
        headers.put(lastModified);
        headers.put(ACCEPT_RANGES);
        headers.put(NO_SNIFFING);
    }

    /** Puts the digest of the whole file, of which ranges are parts, when it is known. */
    void putDigest(HttpFields.Mutable headers) {
        if (version.reprDigest() != null) {
            headers.put("Repr-Digest", version.reprDigest());
        }
    }

    /** Puts the headers that tell a browser what to do with the file. */
    void putDisposition(HttpFields.Mutable headers, Optional<String> saveName) {
        Disposition.of(file.location().fileName(), saveName, type.attachment())
                .ifPresent(value -> headers.put(HttpHeader.CONTENT_DISPOSITION, value));
        if (type.attachment()) {
            // Should a browser open it all the same: without scripts, and in an origin of its own.
            headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
        }
    }

    /** Puts the headers of a 200 and gives its body. */
    FileBody whole(HttpFields.Mutable headers) {
        FileBody body = FileBody.whole(version.size());
        headers.put(contentType);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length());
        return body;
    }

    /** Puts the length of a 304, which is that of a 200 (RFC 9110 section 8.6); Jetty would state that of no body. */
    void notModified(HttpFields.Mutable headers) {
        headers.put(HttpHeader.CONTENT_LENGTH, version.size());
    }

    /** Puts the headers of a 206 and gives its body. */
    FileBody parts(HttpFields.Mutable headers, List<ByteRange> ranges) {
        FileBody body;
        if (ranges.size() == 1) {
            headers.put(contentType);
            headers.put(HttpHeader.CONTENT_RANGE, ranges.get(0).contentRange(version.size()));
            body = FileBody.of(ranges.get(0));
        } else {
            String boundary = boundary();
            headers.put(HttpHeader.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary);
            body = FileBody.multipart(ranges, version.size(), type.contentType(), boundary);
        }
        headers.put(HttpHeader.CONTENT_LENGTH, body.length());
        return body;
    }

    /** Puts the header of a 416. */
    void unsatisfiable(HttpFields.Mutable headers) {
        headers.put(HttpHeader.CONTENT_RANGE, "bytes */" + version.size());
    }

    /** The status of an answer with a body from the file. */
    static int status(Selection selection) {
        return selection.outcome() == Selection.Outcome.PARTS ? HttpStatus.PARTIAL_CONTENT_206 : HttpStatus.OK_200;
    }

    /** Random, so that nobody can store a file that holds it. */
    private static String boundary() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
