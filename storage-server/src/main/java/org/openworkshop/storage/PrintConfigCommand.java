/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.util.Map;
import java.util.concurrent.Callable;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.ConfigReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the settings that hold, each with where it came from, secrets redacted. */
@Command(
        name = "print-config",
        description = "Print the effective settings and where each came from; secrets are redacted.",
        mixinStandardHelpOptions = true)
final class PrintConfigCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    PrintConfigCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws ConfigException {
        spec.commandLine().getOut().print(ConfigReader.print(config.file, environment));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
