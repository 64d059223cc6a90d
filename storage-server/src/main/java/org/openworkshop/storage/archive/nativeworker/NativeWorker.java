/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import net.sf.sevenzipjbinding.SevenZip;
import net.sf.sevenzipjbinding.SevenZipNativeInitializationException;

/**
 * The worker process: reads one archive after the other with the native engine and sends what is in them. Arguments are the
 * library's files, in the order to load them in. Ends as soon as its input closes, so it never outlives the server, and after
 * an archive that it refused.
 */
public final class NativeWorker {
    /** The system property with the file to write frames to; empty for the standard output. */
    public static final String OUTPUT = "storage.worker.output";

    private final WorkerInput input;
    private final WorkerOutput output;

    private NativeWorker(WorkerInput input, WorkerOutput output) {
        this.input = input;
        this.output = output;
    }

    /** Runs until an archive is refused or the input closes. */
    public static void main(String[] libraries) throws Exception {
        WorkerOutput output = new WorkerOutput(output());
        // Whatever prints must not disturb the protocol.
        System.setOut(System.err);
        WorkerInput input = WorkerInput.listen(
                new FileInputStream(FileDescriptor.in),
                // Nothing is waited for: native code may be busy for long.
                () -> Runtime.getRuntime().halt(0));
        NativeWorker worker = new NativeWorker(input, output);
        worker.run(libraries);
    }

    /** The stream to write frames to. */
    public static OutputStream output() throws IOException {
        String file = System.getProperty(OUTPUT, "");
        return file.isEmpty() ? new FileOutputStream(FileDescriptor.out) : new FileOutputStream(file);
    }

    private void run(String[] libraries)
            throws IOException, InterruptedException, SevenZipNativeInitializationException {
        for (String library : libraries) {
            System.load(library);
        }
        SevenZip.initLoadedLibraries();
        output.send(WorkerProtocol.READY);
        try {
            while (true) {
                readOne(input.require(WorkerProtocol.OPEN));
                output.send(WorkerProtocol.DONE);
            }
        } catch (WorkerException e) {
            output.failed(e);
        }
    }

    private void readOne(String what) throws WorkerException, IOException, InterruptedException {
        int end = what.indexOf('\n');
        List<NativeFormat> formats = new ArrayList<>();
        for (String name : what.substring(0, end).split(",", -1)) {
            formats.add(NativeFormat.valueOf(name));
        }
        WorkerSource source = new WorkerSource(Long.parseLong(what.substring(end + 1)), input, output);
        try (WorkerArchive archive = WorkerArchive.open(source, formats, output)) {
            archive.list();
            input.require(WorkerProtocol.READ);
            archive.read();
        }
    }
}
