/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a throw-away server with a stand-in Manager and access service, until it is stopped or for one transfer. */
@Command(
        name = "dev",
        description = {
            "Run a throw-away server with a stand-in Manager, to try things out.",
            "Listens on 127.0.0.1 only; its secrets last as long as the process. Not for production."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the transfer failed", "2:wrong usage", "100:cannot start"})
public final class DevCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    private final Consumer<String> logLevel;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "8000",
            description = "Port of the storage server; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--manager-port",
            defaultValue = "8001",
            description = "Port of the stand-in Manager; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int managerPort;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "./var",
            description = "Where files are kept. Default: ${DEFAULT-VALUE}")
    private Path directory = Path.of("var");

    @Option(
            names = "--ingest",
            paramLabel = "FILE|URL",
            description = "Transfer this, check what comes out, print its permanent address, and stop.")
    private @Nullable String source;

    @Option(names = "--image", description = "With --ingest FILE: store it as an image, not as an archive.")
    private boolean image;

    @Option(names = "--output", paramLabel = "FILE", description = "With --ingest: save what came out here.")
    private @Nullable Path output;

    /**
     * Makes the command.
     *
     * @param logLevel sets the level of logging; called before the first log line
     */
    public DevCommand(Consumer<String> logLevel) {
        this.logLevel = logLevel;
    }

    @Override
    public Integer call() throws StartException, ConfigException, InterruptedException {
        requirePort(port, "--port");
        requirePort(managerPort, "--manager-port");
        Path home = directory.toAbsolutePath().normalize();
        if (source == null) {
            if (image || output != null) {
                throw wrongUsage("--image and --output belong to --ingest");
            }
            logLevel.accept("info");
            return serve(home);
        }
        IngestSource parsed = parse(source);
        logLevel.accept("warn");
        return ingest(home, parsed);
    }

    private int serve(Path home) throws StartException, ConfigException, InterruptedException {
        try (DevMode dev = start(home)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("Open this page:  " + dev.managerUrl());
            out.println("Storage server:  " + dev.storageUrl());
            out.println("Files are in:    " + home);
            out.println("Stop with Ctrl-C.");
            out.flush();
            dev.join();
        }
        return 0;
    }

    private int ingest(Path home, IngestSource parsed) throws StartException, ConfigException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (DevMode dev = start(home)) {
            Ingest ingest = new Ingest(dev.managerUrl(), display(err));
            Ingest.Stored stored = ingest.run(parsed);
            ingest.check(stored, new ResultSink(output));
            out.println("Stored " + stored.bytes() + " bytes, SHA-256 " + stored.sha256());
            out.println("Files are in " + home);
            out.println(stored.url());
            out.flush();
            return 0;
        } catch (IngestException e) {
            err.println("The transfer failed: " + e.getMessage());
        } catch (IOException e) {
            err.println("The transfer broke off: " + e);
        }
        err.flush();
        return FAILED;
    }

    private DevMode start(Path home) throws StartException, ConfigException {
        DevMode started = DevMode.start(home, port, managerPort);
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "shutdown"));
        return started;
    }

    private IngestSource parse(String text) {
        IngestSource parsed;
        try {
            parsed = IngestSource.of(text, image);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--ingest: " + e.getMessage());
        }
        if (parsed.url() != null && image) {
            throw wrongUsage("--image is for files: what is fetched from an address is an archive");
        }
        if (parsed.file() != null && !Files.isReadable(parsed.file())) {
            throw wrongUsage("--ingest: cannot read the file " + parsed.file());
        }
        return parsed;
    }

    private void requirePort(int given, String option) {
        if (given < 0 || given > 65535) {
            throw wrongUsage(option + " must be 0 to 65535");
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Bars draw over their own line, which only a terminal can; picocli asks for the same before it colours. */
    private static ProgressDisplay display(PrintWriter err) {
        return Ansi.AUTO.enabled() ? new BarDisplay(System.err) : new LineDisplay(err);
    }
}
