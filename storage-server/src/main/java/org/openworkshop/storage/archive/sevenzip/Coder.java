/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;

/** One decoder of a folder: its method, and how many streams go in and come out. */
final class Coder {
    private static final int ID_BYTES = 0x0F;
    private static final int COMPLEX = 0x10;
    private static final int PROPERTIES = 0x20;
    private static final int RESERVED = 0xC0;
    private static final long UNKNOWN_METHOD = -1;

    private final long method;
    private final int inStreams;
    private final int outStreams;
    private final byte[] properties;

    private Coder(long method, int inStreams, int outStreams, byte[] properties) {
        this.method = method;
        this.inStreams = inStreams;
        this.outStreams = outStreams;
        this.properties = properties;
    }

    static Coder read(HeaderBytes in) throws IOException {
        int flags = in.unsignedByte();
        if ((flags & RESERVED) != 0) {
            throw HeaderBytes.damaged("a coder has unknown flags");
        }
        long method = method(in.bytes(flags & ID_BYTES));
        boolean complex = (flags & COMPLEX) != 0;
        int inStreams = complex ? streams(in) : 1;
        int outStreams = complex ? streams(in) : 1;
        byte[] properties = new byte[0];
        if ((flags & PROPERTIES) != 0) {
            properties = in.bytes(in.count("bytes of a coder's properties"));
        }
        return new Coder(method, inStreams, outStreams, properties);
    }

    private static int streams(HeaderBytes in) throws IOException {
        long streams = in.number();
        if (streams == 0 || streams > Folder.MOST_STREAMS) {
            throw HeaderBytes.damaged("a coder has an impossible number of streams");
        }
        return (int) streams;
    }

    private static long method(byte[] id) {
        if (id.length >= Long.BYTES) {
            return UNKNOWN_METHOD;
        }
        long method = 0;
        for (byte b : id) {
            method = method << 8 | (b & 0xFF);
        }
        return method;
    }

    /** The bytes of its id as one number. */
    long method() {
        return method;
    }

    int inStreams() {
        return inStreams;
    }

    int outStreams() {
        return outStreams;
    }

    /** Whether one stream goes in and one comes out. */
    boolean isSimple() {
        return inStreams == 1 && outStreams == 1;
    }

    int propertyBytes() {
        return properties.length;
    }

    /** One byte of its properties, 0 to 255. */
    int property(int at) {
        return properties[at] & 0xFF;
    }

    /** Four bytes of its properties, as an unsigned little-endian number. */
    long property32(int at) {
        return property(at) | property(at + 1) << 8 | property(at + 2) << 16 | (long) property(at + 3) << 24;
    }
}
