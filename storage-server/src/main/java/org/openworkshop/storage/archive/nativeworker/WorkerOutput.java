/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the worker's frames, each whole. Thread-safe: the engine reads, and so asks for data, on threads of its own. */
final class WorkerOutput {
    private static final int CHUNK = 256 << 10;
    private static final int MAX_MESSAGE = 1_000;
    /** More than the server shows of a name, and less than a text may have whatever the characters are. */
    private static final int MAX_NAME = 1_000;

    private final DataOutputStream out;

    WorkerOutput(OutputStream out) {
        this.out = new DataOutputStream(new BufferedOutputStream(out, 64 << 10));
    }

    /** Sends a frame without a payload. */
    synchronized void send(int type) throws IOException {
        frame(type, new byte[0], 0, 0);
        out.flush();
    }

    synchronized void opened(int entries, long bytes) throws IOException {
        Payload payload = new Payload();
        payload.fields.writeInt(entries);
        payload.fields.writeLong(bytes);
        payload.send(WorkerProtocol.OPENED);
        out.flush();
    }

    synchronized void entry(WorkerEntry entry, @Nullable String target) throws IOException {
        Payload payload = new Payload();
        payload.fields.writeByte(entry.kind());
        payload.fields.writeLong(entry.size());
        payload.fields.writeLong(entry.modifiedMillis());
        payload.fields.writeInt(entry.mode());
        payload.text(entry.name());
        payload.text(target);
        payload.send(WorkerProtocol.ENTRY);
    }

    synchronized void data(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += CHUNK) {
            frame(WorkerProtocol.DATA, bytes, at, Math.min(CHUNK, bytes.length - at));
        }
    }

    synchronized void end() throws IOException {
        frame(WorkerProtocol.END, new byte[0], 0, 0);
    }

    /** Asks for a part of the archive. */
    synchronized void need(long offset, int length) throws IOException {
        Payload payload = new Payload();
        payload.fields.writeLong(offset);
        payload.fields.writeInt(length);
        payload.send(WorkerProtocol.NEED);
        out.flush();
    }

    synchronized void failed(WorkerException failure) throws IOException {
        Payload payload = new Payload();
        payload.fields.writeByte(failure.encrypted() ? 1 : 0);
        payload.text(start(String.valueOf(failure.getMessage()), MAX_MESSAGE));
        String entry = failure.entry();
        payload.text(entry == null ? null : start(entry, MAX_NAME));
        payload.send(WorkerProtocol.FAILED);
        out.flush();
    }

    private static String start(String text, int most) {
        return text.substring(0, Math.min(text.length(), most));
    }

    private void frame(int type, byte[] bytes, int offset, int length) throws IOException {
        out.writeByte(type);
        out.writeInt(length);
        out.write(bytes, offset, length);
    }

    private final class Payload {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream fields = new DataOutputStream(bytes);

        void text(@Nullable String text) throws IOException {
            if (text == null) {
                fields.writeInt(-1);
                return;
            }
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            fields.writeInt(encoded.length);
            fields.write(encoded);
        }

        void send(int type) throws IOException {
            frame(type, bytes.toByteArray(), 0, bytes.size());
        }
    }
}
