/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openworkshop.storage.dev.DevCommand;
import org.openworkshop.storage.server.StorageServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/**
 * Command line of the storage server. Exit codes: 0 done, 1 it failed, 2 wrong usage, 100 the configuration is wrong or the
 * server cannot start with it, 130 stopped by Ctrl-C.
 */
@Command(
        name = "storage-server",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Version.class,
        customSynopsis = {
            "java -jar storage-server.jar [serve] [--config FILE]",
            "java -jar storage-server.jar check-config|print-config [--config FILE]",
            "java -jar storage-server.jar callbacks [--config FILE] list|retry JOB",
            "java -jar storage-server.jar jobs [--config FILE] list|watch|cancel JOB",
            "java -jar storage-server.jar sweep [--config FILE]",
            "java -jar storage-server.jar class-archive FILE",
            "java -jar storage-server.jar dev|version|help"
        },
        description = {
            "",
            "Self-hosted ingest and storage server for game mods.",
            "Settings come from FILE and from environment variables OW_<SECTION>_<KEY>, which win.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it failed",
            "2:wrong usage",
            "100:wrong configuration, or cannot start",
            "130:stopped by Ctrl-C"
        })
public final class Main {
    static final int WRONG_CONFIGURATION = 100;

    private static final String SERVE = "serve";
    private static final long LOOK_MILLIS = 500;

    private Main() {}

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        String[] full = withDefaultCommand(args);
        Map<String, String> environment = System.getenv();
        // Reading what all the other commands accept would take a tenth of the server's start.
        CommandLine line = full[0].equals(SERVE)
                ? with(environment, new ServeCommand(environment, StorageServer::start))
                : commandLine(environment, StorageServer::start);
        int code = line.execute(full);
        if (code == 0 && !full[0].equals(SERVE) && System.out.checkError()) {
            System.err.println("storage-server: not all of the output could be written");
            code = 1;
        }
        System.exit(code);
    }

    static CommandLine commandLine(Map<String, String> environment, ServeCommand.Starter starter) {
        return with(
                environment,
                new ServeCommand(environment, starter),
                new CheckConfigCommand(environment),
                new PrintConfigCommand(environment),
                new CallbacksCommand(environment),
                new JobsCommand(environment, () -> TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS)),
                new SweepCommand(environment),
                new DevCommand(level -> LogSetup.apply(level, environment)),
                new ClassArchiveCommand(),
                new VersionCommand(),
                new HelpCommand());
    }

    private static CommandLine with(Map<String, String> environment, Object... commands) {
        CommandLine line = new CommandLine(new Main());
        for (Object command : commands) {
            line.addSubcommand(command);
        }
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new VersionCommand.Version()));
        // Reaches the commands that are there by now.
        return line.setExecutionExceptionHandler(new FailureReport(environment));
    }

    /** Options alone mean {@code serve}. */
    static String[] withDefaultCommand(String[] args) {
        if (args.length > 0 && (!args[0].startsWith("-") || isAboutTheProgram(args[0]))) {
            return args;
        }
        String[] full = new String[args.length + 1];
        full[0] = SERVE;
        System.arraycopy(args, 0, full, 1, args.length);
        return full;
    }

    private static boolean isAboutTheProgram(String option) {
        return switch (option) {
            case "-h", "--help", "-V", "--version" -> true;
            default -> false;
        };
    }
}
