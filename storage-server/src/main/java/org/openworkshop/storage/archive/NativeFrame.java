/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;

/** One frame from a worker, read field by field with every length checked: the worker may be under a stranger's control. */
final class NativeFrame {
    private final int type;
    private final byte[] bytes;
    private final int length;
    private int at;

    NativeFrame(int type, byte[] bytes, int length) {
        this.type = type;
        this.bytes = bytes;
        this.length = length;
    }

    int type() {
        return type;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int int8() throws NativeProtocolException {
        need(1);
        return bytes[at++] & 0xff;
    }

    int int32() throws NativeProtocolException {
        return (int8() << 24) | (int8() << 16) | (int8() << 8) | int8();
    }

    long int64() throws NativeProtocolException {
        return ((long) int32() << 32) | (int32() & 0xffff_ffffL);
    }

    /** A name, target or message, null when there is none. */
    @Nullable
    String text() throws NativeProtocolException {
        int size = int32();
        if (size == -1) {
            return null;
        }
        if (size < 0 || size > WorkerProtocol.MAX_TEXT) {
            throw new NativeProtocolException("text of " + size + " bytes");
        }
        need(size);
        String text = new String(bytes, at, size, StandardCharsets.UTF_8);
        at += size;
        return text;
    }

    /** Checks that all fields were read. */
    void finish() throws NativeProtocolException {
        if (at != length) {
            throw new NativeProtocolException("frame with trailing bytes");
        }
    }

    /** Throws the failure that this frame tells of, if it does. */
    void throwFailure() throws ArchiveException, NativeProtocolException {
        if (type != WorkerProtocol.FAILED) {
            return;
        }
        boolean encrypted = int8() == 1;
        String message = text();
        String entry = text();
        finish();
        ArchiveException.Reason reason =
                encrypted ? ArchiveException.Reason.ENCRYPTED : ArchiveException.Reason.UNREADABLE;
        String shown = message == null ? "The native engine refused the archive" : EntryName.shown(message);
        throw new ArchiveException(reason, entry == null ? shown : shown + ": " + EntryName.quote(entry));
    }

    /** The entry that this frame describes. */
    EntryHeader entry() throws NativeProtocolException {
        EntryHeader.Kind kind = kind(int8());
        long size = int64();
        long modified = int64();
        int mode = int32();
        String name = text();
        String target = text();
        finish();
        if (name == null || size < -1) {
            throw new NativeProtocolException("entry without name or size");
        }
        Instant instant = modified == WorkerProtocol.NO_TIME ? null : Instant.ofEpochMilli(modified);
        return new EntryHeader(name, kind, size, instant, target).withMode(mode);
    }

    private static EntryHeader.Kind kind(int code) throws NativeProtocolException {
        return switch (code) {
            case WorkerProtocol.KIND_FILE -> EntryHeader.Kind.FILE;
            case WorkerProtocol.KIND_DIRECTORY -> EntryHeader.Kind.DIRECTORY;
            case WorkerProtocol.KIND_SYMBOLIC_LINK -> EntryHeader.Kind.SYMBOLIC_LINK;
            case WorkerProtocol.KIND_HARD_LINK -> EntryHeader.Kind.HARD_LINK;
            case WorkerProtocol.KIND_SPECIAL -> EntryHeader.Kind.SPECIAL;
            default -> throw new NativeProtocolException("entry kind " + code);
        };
    }

    private void need(int count) throws NativeProtocolException {
        if (count > length - at) {
            throw new NativeProtocolException("frame that is too short");
        }
    }
}
