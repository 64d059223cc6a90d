/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.io.PrintWriter;
import java.util.List;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.Problem;
import org.openworkshop.storage.server.StartException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells the operator on standard error why a command failed, and picks the exit code. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof ConfigException wrong) {
            report(wrong.problems(), command.getErr());
            return Main.WRONG_CONFIGURATION;
        }
        if (failure instanceof StartException cannot) {
            command.getErr().println("storage-server cannot start: " + cannot.getMessage());
            return Main.WRONG_CONFIGURATION;
        }
        throw failure;
    }

    private static void report(List<Problem> problems, PrintWriter err) {
        err.println(
                problems.size() == 1
                        ? "storage-server: the configuration has a problem"
                        : "storage-server: the configuration has " + problems.size() + " problems");
        for (Problem problem : problems) {
            String key = problem.key().isEmpty() ? "" : problem.key() + " ";
            err.println("  " + problem.where() + ": " + key + problem.what());
            err.println("      " + problem.expected());
        }
        err.flush();
    }
}
