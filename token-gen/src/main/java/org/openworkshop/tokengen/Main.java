/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/**
 * Command line of the token generator. Exit codes: 0 done, 1 it failed ({@code verify}: the server refuses the token), 2 wrong usage,
 * 3 {@code import} left something to do.
 */
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Input input = new StandardInput(System.in, err);
        System.exit(run(args, new Surroundings(out, err, input, System.getenv(), Clock.systemUTC())));
    }

    /** Runs the command line and returns the exit code. */
    static int run(String[] args, Surroundings surroundings) {
        return commandLine(surroundings).execute(args);
    }

    private static CommandLine commandLine(Surroundings surroundings) {
        SecretGenerator secrets = new SecretGenerator(new SecureRandom());
        CommandLine line = new CommandLine(new GenerateCommand(secrets, surroundings))
                .addSubcommand(new HashCommand(secrets, surroundings))
                .addSubcommand(new TransferCommand(surroundings))
                .addSubcommand(new VerifyCommand(surroundings))
                .addSubcommand(new ImportCommand(secrets, surroundings))
                .addSubcommand(new HelpCommand());
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new GenerateCommand.Version()));
        CommandLine.IParameterExceptionHandler usual = line.getParameterExceptionHandler();
        return line.setOut(surroundings.out())
                .setErr(surroundings.err())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, all) -> {
                    if (!(failure instanceof CommandLine.UnmatchedArgumentException unmatched)) {
                        return usual.handleParseException(failure, all);
                    }
                    surroundings.say(
                            "token-gen: " + tooMany(unmatched.getUnmatched().get(0)));
                    failure.getCommandLine().usage(surroundings.err());
                    return failure.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (!(failure instanceof FailedException)) {
                        throw failure;
                    }
                    surroundings.say("token-gen: " + failure.getMessage());
                    return FAILED;
                });
    }

    /** What somebody gives too much may be a secret, so it is not repeated; an option's name is none. */
    private static String tooMany(String argument) {
        if (argument.startsWith("--")) {
            return "there is no option " + argument.split("=", 2)[0];
        }
        return "there is an argument too many; secrets come from standard input, a file or the environment";
    }
}
