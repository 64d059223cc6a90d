/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

/**
 * A part of a file.
 *
 * @param first position of its first byte
 * @param last position of its last byte, not before the first
 */
record ByteRange(long first, long last) {
    long length() {
        return last - first + 1;
    }

    /** {@code bytes first-last/size}, the value of {@code Content-Range} (RFC 9110 section 14.4). */
    String contentRange(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }

    boolean touches(ByteRange other) {
        return first <= other.last + 1 && other.first <= last + 1;
    }

    ByteRange join(ByteRange other) {
        return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
    }
}
