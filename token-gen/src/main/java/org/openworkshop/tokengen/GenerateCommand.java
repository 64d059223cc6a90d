/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/**
 * Prints the secrets of a new installation. The whole output is one TOML document (the sentences are comments), so
 * that a script can read what a person would paste.
 */
@Command(
        name = "token-gen",
        mixinStandardHelpOptions = true,
        versionProvider = GenerateCommand.Version.class,
        description = "Prints the secrets that a new storage server and its Manager need, ready to paste."
                + " Every run makes new ones; nothing is stored.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:the secrets could not be written", "2:wrong usage"})
final class GenerateCommand implements Callable<Integer> {
    private static final int NOT_WRITTEN = 1;

    private final SecretGenerator generator;
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
            names = "--cost",
            paramLabel = "N",
            defaultValue = "12",
            converter = CostConverter.class,
            description =
                    "bcrypt cost of the hashes, 10 to 16, ${DEFAULT-VALUE} by default; one more takes twice as long.")
    private int cost;

    GenerateCommand(SecretGenerator generator, PrintWriter out, PrintWriter err) {
        this.generator = generator;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        InstallationSecrets secrets = generator.generate(cost);
        out.print("""
                # Secrets of a new Open Workshop Storage. They are shown this once and stored nowhere.

                # 1. For Manager: paste these four values into its settings, they are the secrets themselves.
                %s
                # 2. For the storage server: paste this section into its config.toml. The three manage tokens
                #    are bcrypt hashes here; transfer_jwt_secret is the same text as Manager's.
                %s""".formatted(secrets.forManager(), secrets.forStorageServer()));
        if (out.checkError()) { // a full disk must not look like success
            err.println("The secrets could not be written whole; use none of them.");
            return NOT_WRITTEN;
        }
        return 0;
    }

    /** The version that the jar's manifest names. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = GenerateCommand.class.getPackage().getImplementationVersion();
            return new String[] {"token-gen " + (version == null ? "(not packaged)" : version)};
        }
    }
}
