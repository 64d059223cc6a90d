/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.Problem;
import org.openworkshop.storage.log.Log;
import org.openworkshop.storage.server.StartException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells the operator on standard error why a command failed, and picks the exit code. */
final class FailureReport implements IExecutionExceptionHandler {
    /** What makes a line an error in systemd's journal, which takes it off. */
    private static final String ERROR_PRIORITY = "<3>";

    private final Map<String, String> environment;

    FailureReport(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof ConfigException wrong) {
            report(wrong.problems(), start(), command.getErr());
            return Main.WRONG_CONFIGURATION;
        }
        if (failure instanceof StartException cannot) {
            command.getErr().println(start() + "storage-server cannot start: " + cannot.getMessage());
            return Main.WRONG_CONFIGURATION;
        }
        throw failure;
    }

    private String start() {
        return Log.isJournal(LogSetup.journal(environment)) ? ERROR_PRIORITY : "";
    }

    private static void report(List<Problem> problems, String start, PrintWriter err) {
        err.println(start
                + (problems.size() == 1
                        ? "storage-server: the configuration has a problem"
                        : "storage-server: the configuration has " + problems.size() + " problems"));
        for (Problem problem : problems) {
            String key = problem.key().isEmpty() ? "" : problem.key() + " ";
            err.println(start + "  " + problem.where() + ": " + key + problem.what());
            err.println(start + "      " + problem.expected());
        }
        err.flush();
    }
}
