/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class WorkerOutputTest {
    private static final int ROUNDS = 2_000;

    @Test
    void framesOfSeveralThreadsStayWhole() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        WorkerOutput output = new WorkerOutput(sent);
        Thread reading = new Thread(() -> repeat(() -> output.need(5, 6)));
        Thread decoding = new Thread(() -> repeat(() -> output.data(new byte[100])));
        reading.start();
        decoding.start();
        reading.join();
        decoding.join();
        output.send(WorkerProtocol.DONE);

        DataInputStream in = new DataInputStream(new ByteArrayInputStream(sent.toByteArray()));
        int[] frames = new int[32];
        int type;
        do {
            type = in.readUnsignedByte();
            frames[type]++;
            in.readFully(new byte[in.readInt()]);
        } while (type != WorkerProtocol.DONE);
        assertThat(frames[WorkerProtocol.NEED]).isEqualTo(ROUNDS);
        assertThat(frames[WorkerProtocol.DATA]).isEqualTo(ROUNDS);
        assertThat(in.available()).isZero();
    }

    @Test
    void bigDataIsSentInFramesThatTheServerAccepts() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        WorkerOutput output = new WorkerOutput(sent);
        output.data(new byte[3 * WorkerProtocol.MAX_PAYLOAD + 1]);
        output.send(WorkerProtocol.DONE);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(sent.toByteArray()));
        long bytes = 0;
        while (in.readUnsignedByte() == WorkerProtocol.DATA) {
            int length = in.readInt();
            assertThat(length).isLessThanOrEqualTo(WorkerProtocol.MAX_PAYLOAD);
            bytes += in.skip(length);
        }
        assertThat(bytes).isEqualTo(3 * WorkerProtocol.MAX_PAYLOAD + 1);
    }

    private interface Sending {
        void send() throws IOException;
    }

    private static void repeat(Sending sending) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                sending.send();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
