/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Prints the secrets of a new installation. The whole output is one TOML document (the sentences are comments), or one of JSON, so
 * that a script can read what a person would paste.
 */
@Command(
        name = "token-gen",
        mixinStandardHelpOptions = true,
        versionProvider = GenerateCommand.Version.class,
        description = {
            "Prints the secrets that a new storage server and its Manager need, ready to paste."
                    + " Every run makes new ones; nothing is stored, unless --write says where.",
            ""
        },
        footer = {"", "`token-gen COMMAND --help` explains a command."},
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the secrets could not be written", "2:wrong usage"})
final class GenerateCommand implements Callable<Integer> {
    private final SecretGenerator generator;
    private final Surroundings surroundings;

    @Mixin
    private final CostOption cost = new CostOption();

    @Mixin
    private final WriteOption write = new WriteOption();

    @Option(
            names = "--json",
            description = "Print a JSON object instead: \"manager\" with Manager's four secrets, \"storage\" with the"
                    + " server's table of tokens, or \"written\" with the name of the file.")
    private boolean json;

    GenerateCommand(SecretGenerator generator, Surroundings surroundings) {
        this.generator = generator;
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws FailedException {
        write.requireAbsent();
        InstallationSecrets secrets = generator.generate(cost.cost);
        if (!write.isGiven()) {
            surroundings.print(json ? secrets.toJson() : toml(secrets));
            return 0;
        }
        // Manager's half first: a file whose other half was lost would be of no use.
        write.write(
                secrets.configuration(),
                () -> surroundings.print(json ? secrets.toJson(write.name()) : forManager(secrets)));
        if (!json) {
            surroundings.say(write.name() + " is written. Fill in the places marked FILL IN, then run:\n"
                    + "  java -jar storage-server.jar check-config --config " + write.name());
        }
        return 0;
    }

    private static String toml(InstallationSecrets secrets) {
        return """
                # Secrets of a new Open Workshop Storage. They are shown this once and stored nowhere.

                # 1. For Manager: paste these four values into its settings, they are the secrets themselves.
                %s
                # 2. For the storage server: paste this section into its config.toml. The three manage tokens
                #    are bcrypt hashes here; transfer_jwt_secret is the same text as Manager's.
                %s""".formatted(secrets.forManager(), secrets.forStorageServer());
    }

    private static String forManager(InstallationSecrets secrets) {
        return """
                # For Manager: paste these four values into its settings. The three tokens are shown this once; the
                # file for the storage server has only their hashes.
                %s""".formatted(secrets.forManager());
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
