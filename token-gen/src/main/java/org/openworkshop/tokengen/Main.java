/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import picocli.CommandLine;

/** Command line of the token generator. Exit codes: 0 done, 1 the output could not be written, 2 wrong usage. */
public final class Main {
    private Main() {}

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(args, out, err));
    }

    /** Runs the command line and returns the exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        GenerateCommand command = new GenerateCommand(new SecretGenerator(new SecureRandom()), out, err);
        return new CommandLine(command)
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .execute(args);
    }
}
