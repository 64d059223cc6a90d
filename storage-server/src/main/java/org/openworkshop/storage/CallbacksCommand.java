/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.server.CallbackDesk;
import org.openworkshop.storage.server.CallbackDesk.Line;
import org.openworkshop.storage.server.CallbackDesk.Outcome;
import org.openworkshop.storage.server.CallbackDesk.Sent;
import org.openworkshop.storage.server.CallbackDeskException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Shows what Manager was not told yet, and has it told again. */
@Command(
        name = "callbacks",
        description = {
            "Show the completions that Manager does not have, and send them again.",
            "",
            "A completion is owed while the server still tries. It is given up when Manager",
            "refused it, or when manager.callback_retry_seconds are over; then it is kept",
            "for manager.callback_keep_seconds.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Version.class,
        synopsisSubcommandLabel = "[list|retry JOB]",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; for retry: Manager has everything",
            "1:it failed; for retry: Manager does not have everything",
            "2:wrong usage",
            "100:wrong configuration"
        })
final class CallbacksCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    private final Map<String, String> environment;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "TOML file with the settings. Without it, everything comes from the environment.")
    private @Nullable Path config;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before a command is called
    private CommandSpec spec;

    CallbacksCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Without a subcommand: the list. */
    @Override
    public Integer call() throws ConfigException {
        return list(false);
    }

    @Command(
            description = {
                "List what is owed and what was given up, oldest first.",
                "Times are UTC. Of what Manager would get, only status and reason are shown.",
                ""
            },
            mixinStandardHelpOptions = true,
            versionProvider = VersionCommand.Version.class)
    int list(@Option(names = "--json", description = "Print a JSON array of objects instead of a table.") boolean json)
            throws ConfigException {
        CallbackDesk desk = desk();
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<Line> lines = desk.list();
            out.print(json ? CallbackTable.json(lines) : CallbackTable.text(lines));
            out.flush();
            return 0;
        } catch (CallbackDeskException e) {
            return failed(e);
        }
    }

    @Command(
            description = {
                "Send all completions of a job again, owed or given up, in their order.",
                "",
                "A running server is asked to do it, and has 30 seconds (more when",
                "manager.callback_timeout_seconds is long) until this command ends without an",
                "outcome. When no server runs, they are sent from here, one attempt each; then",
                "Manager cannot move the result while it answers, so better start the server.",
                "Run this command as the user that the server runs as.",
                ""
            },
            mixinStandardHelpOptions = true,
            versionProvider = VersionCommand.Version.class)
    int retry(
            @Parameters(paramLabel = "JOB", description = "Name of the job, as list shows it.") String job,
            @Option(names = "--json", description = "Print a JSON array of objects instead of sentences.") boolean json)
            throws ConfigException, InterruptedException {
        if (!CallbackDesk.isJobId(job)) {
            throw new ParameterException(
                    spec.subcommands().get("retry"),
                    "not a job's name: it has 8 to 128 of the characters A-Z a-z 0-9 _ -");
        }
        CallbackDesk desk = desk();
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<Sent> all = desk.retry(job);
            out.print(json ? CallbackTable.outcomesJson(all) : CallbackTable.outcomes(all));
            out.flush();
            return all.stream().allMatch(each -> each.outcome() == Outcome.DELIVERED) ? 0 : FAILED;
        } catch (CallbackDeskException e) {
            return failed(e);
        }
    }

    private CallbackDesk desk() throws ConfigException {
        AppConfig settings = ConfigReader.read(config, environment);
        LogSetup.apply("warn", environment);
        return new CallbackDesk(settings);
    }

    private int failed(CallbackDeskException failure) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("callbacks: " + failure.getMessage());
        err.flush();
        return FAILED;
    }
}
