/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import net.sf.sevenzipjbinding.SevenZip;
import net.sf.sevenzipjbinding.SevenZipNativeInitializationException;

/**
 * The worker process: reads one archive with the native engine and sends what is in it. Arguments are the library's files,
 * in the order to load them in. Ends as soon as its input closes, so it never outlives the server.
 */
public final class NativeWorker {
    private final WorkerOutput output;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

    private NativeWorker(WorkerOutput output) {
        this.output = output;
    }

    private record Command(int type, String text) {}

    /** Runs until the archive is read, refused, or the input closes. */
    public static void main(String[] libraries) throws Exception {
        WorkerOutput output = new WorkerOutput(new FileOutputStream(FileDescriptor.out));
        // Whatever prints must not disturb the protocol.
        System.setOut(System.err);
        NativeWorker worker = new NativeWorker(output);
        Thread listener = new Thread(worker::listen, "listener");
        listener.setDaemon(true);
        listener.start();
        worker.run(libraries);
    }

    private void run(String[] libraries)
            throws IOException, InterruptedException, SevenZipNativeInitializationException {
        for (String library : libraries) {
            System.load(library);
        }
        SevenZip.initLoadedLibraries();
        output.send(WorkerProtocol.READY);
        try (WorkerArchive archive = open(require(WorkerProtocol.OPEN).text())) {
            archive.list();
            require(WorkerProtocol.READ);
            archive.read();
        } catch (WorkerException e) {
            output.failed(e.encrypted(), String.valueOf(e.getMessage()));
        }
    }

    private Command require(int type) throws InterruptedException {
        Command command = commands.take();
        if (command.type() != type) {
            throw new IllegalStateException("Unexpected command " + command.type());
        }
        return command;
    }

    private WorkerArchive open(String text) throws WorkerException, IOException {
        int end = text.indexOf('\n');
        List<NativeFormat> formats = new ArrayList<>();
        for (String name : text.substring(0, end).split(",", -1)) {
            formats.add(NativeFormat.valueOf(name));
        }
        return WorkerArchive.open(text.substring(end + 1), formats, output);
    }

    private void listen() {
        try (DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in))) {
            while (true) {
                int type = in.readUnsignedByte();
                byte[] payload = new byte[in.readInt()];
                in.readFully(payload);
                commands.add(new Command(type, new String(payload, StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            // The server closed the pipe or is gone; native code may be busy for long, so nothing is waited for.
            Runtime.getRuntime().halt(0);
        }
    }
}
