/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;

/** Workers that misbehave, each run as a process of its own. */
final class NativeTestWorkers {
    private NativeTestWorkers() {}

    /** Ends at once. */
    static final class Crashing {
        public static void main(String[] arguments) {
            System.err.println("about to\u001b crash");
            System.exit(7);
        }
    }

    /** Is ready, opens, then dies in the middle of a frame. */
    static final class DyingLater {
        public static void main(String[] arguments) throws IOException {
            DataOutputStream out = opened(1, 5);
            out.writeByte(WorkerProtocol.DATA);
            out.writeInt(1_000);
            out.write(new byte[10]);
            out.flush();
            Runtime.getRuntime().halt(9);
        }
    }

    /** Is ready, then says nothing more and does not care about its input either. */
    static final class Silent {
        public static void main(String[] arguments) throws Exception {
            frame(new DataOutputStream(System.out), WorkerProtocol.READY, new byte[0]);
            new CountDownLatch(1).await();
        }
    }

    /** Says what no worker says. */
    static final class Babbling {
        public static void main(String[] arguments) throws Exception {
            System.out.println("Hello, this is not the protocol. ".repeat(10_000));
            new CountDownLatch(1).await();
        }
    }

    /** Announces a frame of two gigabytes. */
    static final class Boasting {
        public static void main(String[] arguments) throws Exception {
            DataOutputStream out = new DataOutputStream(System.out);
            frame(out, WorkerProtocol.READY, new byte[0]);
            out.writeByte(WorkerProtocol.OPENED);
            out.writeInt(Integer.MAX_VALUE);
            out.flush();
            new CountDownLatch(1).await();
        }
    }

    /** Sends data before any entry. */
    static final class Disorderly {
        public static void main(String[] arguments) throws Exception {
            DataOutputStream out = opened(1, 5);
            frame(out, WorkerProtocol.DATA, new byte[5]);
            new CountDownLatch(1).await();
        }
    }

    /** Ends before its one entry came. */
    static final class Forgetful {
        public static void main(String[] arguments) throws Exception {
            DataOutputStream out = opened(1, 5);
            frame(out, WorkerProtocol.DONE, new byte[0]);
            new CountDownLatch(1).await();
        }
    }

    /** Floods its error stream, then does as the disorderly one. */
    static final class Complaining {
        public static void main(String[] arguments) throws Exception {
            System.err.println("x".repeat(1 << 20));
            Disorderly.main(arguments);
        }
    }

    private static DataOutputStream opened(int entries, long bytes) throws IOException {
        DataOutputStream out = new DataOutputStream(System.out);
        frame(out, WorkerProtocol.READY, new byte[0]);
        out.writeByte(WorkerProtocol.OPENED);
        out.writeInt(12);
        out.writeInt(entries);
        out.writeLong(bytes);
        out.flush();
        return out;
    }

    private static void frame(DataOutputStream out, int type, byte[] payload) throws IOException {
        out.writeByte(type);
        out.writeInt(payload.length);
        out.write(payload);
        out.flush();
    }
}
