/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What the server sends, read on a thread of its own: native code may be busy for long, and the end of the pipe has to be
 * noticed at once. Thread-safe.
 */
final class WorkerInput {
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> blocks = new LinkedBlockingQueue<>();

    private record Command(int type, String text) {}

    /** @param whenOver run when the server closed the pipe or is gone */
    static WorkerInput listen(InputStream in, Runnable whenOver) {
        WorkerInput input = new WorkerInput();
        Thread listener = new Thread(() -> input.run(new DataInputStream(in), whenOver), "listener");
        listener.setDaemon(true);
        listener.start();
        return input;
    }

    /** Waits for a command, which must be of this type, and gives its text. */
    String require(int type) throws InterruptedException {
        Command command = commands.take();
        if (command.type() != type) {
            throw new IllegalStateException("Unexpected command " + command.type());
        }
        return command.text();
    }

    /** Waits for a block that was asked for. */
    byte[] block() throws InterruptedException {
        return blocks.take();
    }

    private void run(DataInputStream in, Runnable whenOver) {
        try {
            while (true) {
                int type = in.readUnsignedByte();
                byte[] payload = new byte[in.readInt()];
                in.readFully(payload);
                if (type == WorkerProtocol.BLOCK) {
                    blocks.add(payload);
                } else {
                    commands.add(new Command(type, new String(payload, StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            whenOver.run();
        }
    }
}
