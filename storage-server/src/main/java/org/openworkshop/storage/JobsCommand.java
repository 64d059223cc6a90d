/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.server.CallbackDesk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Shows the running server's jobs, and cancels one. */
@Command(
        name = "jobs",
        description = {
            "Show the jobs of the running server, and cancel one.",
            "",
            "The server is found through the main directory of the settings. Run this",
            "command as the user that the server runs as.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Version.class,
        synopsisSubcommandLabel = "[list|watch|cancel JOB]",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:it failed", "2:wrong usage", "100:wrong configuration", "130:stopped by Ctrl-C"})
final class JobsCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    private final Map<String, String> environment;
    private final Pause pause;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "TOML file with the settings. Without it, everything comes from the environment.")
    private @Nullable Path config;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before a command is called
    private CommandSpec spec;

    /** The time between two looks at the server. */
    @FunctionalInterface
    interface Pause {
        void take() throws InterruptedException;
    }

    JobsCommand(Map<String, String> environment, Pause pause) {
        this.environment = environment;
        this.pause = pause;
    }

    /** Without a subcommand: the list. */
    @Override
    public Integer call() throws ConfigException, InterruptedException {
        return list(false);
    }

    @Command(
            description = {
                "List what is under way or waits to be moved, and how the last attempts ended.",
                "Times are UTC.",
                ""
            },
            mixinStandardHelpOptions = true,
            versionProvider = VersionCommand.Version.class)
    int list(@Option(names = "--json", description = "Print the server's answer as JSON.") boolean json)
            throws ConfigException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode answer = client().get("jobs");
            out.print(json ? answer.toPrettyString() + System.lineSeparator() : JobTable.text(answer));
            out.flush();
            return 0;
        } catch (OperatorException e) {
            return failed(e);
        }
    }

    @Command(
            description = {
                "Follow the jobs until Ctrl-C, or until the server stops; then it ends with 0,",
                "and with 1 when the server was killed.",
                "",
                "In a terminal each job under way has a bar; otherwise a line is printed whenever",
                "a job enters a stage or ends.",
                ""
            },
            mixinStandardHelpOptions = true,
            versionProvider = VersionCommand.Version.class)
    int watch(@Option(names = "--json", description = "Print JSON, on one line whenever it changes.") boolean json)
            throws ConfigException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (JobScreen screen = new JobScreen(out, isTerminal())) {
            OperatorClient client = client();
            try {
                JsonNode last = null;
                while (!out.checkError()) {
                    JsonNode now = client.get("jobs");
                    if (!json) {
                        screen.show(now);
                    } else if (!now.equals(last)) {
                        out.println(now);
                        out.flush();
                    }
                    last = now;
                    pause.take();
                }
            } catch (OperatorException e) {
                if (!client.hasStopped()) {
                    throw e;
                }
                say("the server has stopped");
            }
            return 0;
        } catch (OperatorException e) {
            return failed(e);
        }
    }

    @Command(
            description = {
                "Cancel a job that waits, is received, fetched or packed.",
                "",
                "It ends like any job that failed: what it received is deleted, and Manager is",
                "told, with reason interrupted.",
                ""
            },
            mixinStandardHelpOptions = true,
            versionProvider = VersionCommand.Version.class)
    int cancel(
            @Parameters(paramLabel = "JOB", description = "Name of the job, as list shows it.") String job,
            @Option(names = "--json", description = "Print the server's answer as JSON.") boolean json)
            throws ConfigException, InterruptedException {
        if (!CallbackDesk.isJobId(job)) {
            throw new ParameterException(
                    spec.subcommands().get("cancel"),
                    "not a job's name: it has 8 to 128 of the characters A-Z a-z 0-9 _ -");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode answer = client().post("jobs/" + job + "/cancel");
            out.println(json ? answer.toPrettyString() : "Job " + job + " is being cancelled.");
            out.flush();
            return 0;
        } catch (OperatorException e) {
            return failed(e);
        }
    }

    /** Asked of Linux, since Java has a console of its own also where output goes to a file. */
    private static boolean isTerminal() {
        try {
            Path output = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
            return output.startsWith("/dev/pts") || output.toString().startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private OperatorClient client() throws ConfigException, OperatorException {
        Path mainDir = ConfigReader.read(config, environment).storage().mainDir();
        LogSetup.apply("warn", environment);
        return OperatorClient.of(mainDir);
    }

    private int failed(OperatorException failure) {
        say(String.valueOf(failure.getMessage()));
        return FAILED;
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("jobs: " + text);
        err.flush();
    }
}
