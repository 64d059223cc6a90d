/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer's body is made of: parts of one file and, between them, the part headers of {@code multipart/byteranges}
 * (RFC 9110 section 14.6).
 *
 * @param pieces in the order they are sent
 */
record FileBody(List<Piece> pieces) {
    /** A stretch of the body. */
    sealed interface Piece {
        /** Bytes of the body. */
        long length();
    }

    /** Bytes from the file. */
    record FilePiece(long position, long length) implements Piece {}

    /** Text of ours, ASCII. */
    record TextPiece(String text) implements Piece {
        @Override
        public long length() {
            return text.length();
        }

        byte[] bytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** One part of the file, or all of it. */
    static FileBody of(ByteRange range) {
        return new FileBody(List.of(new FilePiece(range.first(), range.length())));
    }

    /** A whole file, which may be empty. */
    static FileBody whole(long size) {
        return new FileBody(List.of(new FilePiece(0, size)));
    }

    /** Several parts. */
    static FileBody multipart(List<ByteRange> ranges, long size, String contentType, String boundary) {
        List<Piece> pieces = new ArrayList<>();
        for (ByteRange range : ranges) {
            pieces.add(new TextPiece((pieces.isEmpty() ? "--" : "\r\n--") + boundary
                    + "\r\nContent-Type: " + contentType
                    + "\r\nContent-Range: " + range.contentRange(size)
                    + "\r\n\r\n"));
            pieces.add(new FilePiece(range.first(), range.length()));
        }
        pieces.add(new TextPiece("\r\n--" + boundary + "--\r\n"));
        return new FileBody(List.copyOf(pieces));
    }

    /** The body, made of a file that is in memory; a body of one part is a view of it. */
    ByteBuffer from(ByteBuffer file) {
        if (pieces.size() == 1 && pieces.get(0) instanceof FilePiece part) {
            return file.slice((int) part.position(), (int) part.length());
        }
        ByteBuffer body = ByteBuffer.allocate(Math.toIntExact(length()));
        for (Piece piece : pieces) {
            if (piece instanceof FilePiece part) {
                body.put(file.slice((int) part.position(), (int) part.length()));
            } else if (piece instanceof TextPiece text) {
                body.put(text.bytes());
            }
        }
        return body.flip();
    }

    /** Bytes of the whole body. */
    long length() {
        return pieces.stream().mapToLong(Piece::length).sum();
    }
}
