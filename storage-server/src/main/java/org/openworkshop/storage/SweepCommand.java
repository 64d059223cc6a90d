/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.ConfigReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has the running server remove at once what is old enough to go. */
@Command(
        name = "sweep",
        description = {
            "Have the running server remove what nobody needs any more.",
            "",
            "It does so by itself every transfer.cleanup_interval_seconds: jobs and workspaces",
            "that are older than transfer.job_ttl_seconds. Run this command as the user that",
            "the server runs as.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or the server goes on with it",
            "1:it failed",
            "2:wrong usage",
            "100:wrong configuration"
        })
final class SweepCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    private final Map<String, String> environment;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    SweepCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        Path mainDir = ConfigReader.read(config.file, environment).storage().mainDir();
        LogSetup.apply("warn", environment);
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode answer = OperatorClient.of(mainDir).post("sweep");
            out.println(json ? answer.toPrettyString() : text(answer));
            out.flush();
            return 0;
        } catch (OperatorException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("sweep: " + e.getMessage());
            err.flush();
            return FAILED;
        }
    }

    private static String text(JsonNode answer) {
        return answer.path("removed").isNull()
                ? "The sweep takes longer, and the server goes on with it."
                : "Swept; jobs and workspaces removed: "
                        + answer.path("removed").asLong();
    }
}
