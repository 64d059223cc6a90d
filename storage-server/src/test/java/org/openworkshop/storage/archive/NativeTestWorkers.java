/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.openworkshop.storage.archive.nativeworker.NativeWorker;
import org.openworkshop.storage.archive.nativeworker.WorkerProtocol;
import sun.misc.Unsafe;

/** Workers that misbehave, each run as a process of its own. */
final class NativeTestWorkers {
    private static final long EATEN_AT_ONCE = 64 << 20;
    private static final long MOST_EATEN = 6L << 30;
    private static final int PIPE_BYTES = 64 << 10;

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
            frame(new DataOutputStream(NativeWorker.output()), WorkerProtocol.READY, new byte[0]);
            new CountDownLatch(1).await();
        }
    }

    /** Says what no worker says. */
    static final class Babbling {
        public static void main(String[] arguments) throws Exception {
            NativeWorker.output()
                    .write("Hello, this is not the protocol. ".repeat(10_000).getBytes(US_ASCII));
            new CountDownLatch(1).await();
        }
    }

    /** Announces a frame of two gigabytes. */
    static final class Boasting {
        public static void main(String[] arguments) throws Exception {
            DataOutputStream out = new DataOutputStream(NativeWorker.output());
            frame(out, WorkerProtocol.READY, new byte[0]);
            out.writeByte(WorkerProtocol.OPENED);
            out.writeInt(Integer.MAX_VALUE);
            out.flush();
            awaitEndOfInput();
        }
    }

    /** Wants bytes from in front of the archive. */
    static final class Greedy {
        public static void main(String[] arguments) throws Exception {
            DataOutputStream out = new DataOutputStream(NativeWorker.output());
            frame(out, WorkerProtocol.READY, new byte[0]);
            out.writeByte(WorkerProtocol.NEED);
            out.writeInt(12);
            out.writeLong(-1);
            out.writeInt(100);
            out.flush();
            awaitEndOfInput();
        }
    }

    /** Takes memory until there is no more, on the Java heap. */
    static final class Hungry {
        public static void main(String[] arguments) throws Exception {
            opened(1, 5);
            List<byte[]> eaten = new ArrayList<>();
            while (true) {
                eaten.add(new byte[1 << 20]);
            }
        }
    }

    /** Takes memory outside the Java heap, in spite of failures, as native code would, then falls over. */
    static final class HungryOutside {
        public static void main(String[] arguments) throws Exception {
            opened(1, 5);
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            Unsafe unsafe = (Unsafe) field.get(null);
            long eaten = 0;
            while (eaten < MOST_EATEN) {
                long address = unsafe.allocateMemory(EATEN_AT_ONCE);
                unsafe.putByte(address, (byte) 1);
                eaten += EATEN_AT_ONCE;
            }
            // Not reached under the limit: the archive would be refused for another reason.
            System.exit(99);
        }
    }

    /** Tries what it must not be able to, and says what came of it. */
    static final class Prying {
        public static void main(String[] arguments) throws Exception {
            say("unreadable", "readable", () -> System.out.println(Files.readString(Path.of(arguments[0]))));
            Path folder = Path.of(System.getProperty("java.io.tmpdir"));
            say("unwritable", "writable", () -> Files.createFile(folder.resolve("written")));
            say("network unreachable", "network reachable", () -> {
                // An address of documentation: nobody answers, but a machine with a network tries.
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.connect(new InetSocketAddress("192.0.2.1", 9));
                    socket.send(new DatagramPacket(new byte[1], 1));
                }
            });
            long others = ProcessHandle.allProcesses().count();
            System.out.println(others <= 3 ? "alone" : others + " processes");
            System.out.println("environment " + System.getenv().keySet());
            System.out.println(Files.readString(Path.of("/proc/self/limits")));
        }

        private static void say(String failure, String success, Callable attempt) {
            try {
                attempt.call();
                System.out.println(success);
            } catch (Exception e) {
                System.out.println(failure + " " + e.getClass());
            }
        }

        private interface Callable {
            void call() throws Exception;
        }
    }

    /** Falls over as native code does: by a bad address. */
    static final class Segfaulting {
        public static void main(String[] arguments) throws Exception {
            opened(1, 5);
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            ((Unsafe) field.get(null)).putAddress(8, 1);
        }
    }

    /** Sends data before any entry. */
    static final class Disorderly {
        public static void main(String[] arguments) throws Exception {
            DataOutputStream out = opened(1, 5);
            frame(out, WorkerProtocol.DATA, new byte[5]);
            awaitEndOfInput();
        }
    }

    /** Ends before its one entry came. */
    static final class Forgetful {
        public static void main(String[] arguments) throws Exception {
            DataOutputStream out = opened(1, 5);
            frame(out, WorkerProtocol.DONE, new byte[0]);
            awaitEndOfInput();
        }
    }

    /** Floods its error stream, then does as the disorderly one. */
    static final class Complaining {
        public static void main(String[] arguments) throws Exception {
            System.err.println("x".repeat(4 * PIPE_BYTES));
            Disorderly.main(arguments);
        }
    }

    /** As a real worker ends, so that nobody has to wait until it is killed. */
    private static void awaitEndOfInput() throws IOException {
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private static DataOutputStream opened(int entries, long bytes) throws IOException {
        DataOutputStream out = new DataOutputStream(NativeWorker.output());
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
