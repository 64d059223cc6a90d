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

/** Reads the settings as {@code serve} would, and says whether they are right. */
@Command(
        name = "check-config",
        description = "Check the settings and report everything that is wrong.",
        mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    CheckConfigCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws ConfigException {
        ConfigReader.read(config.file, environment);
        spec.commandLine().getOut().println("The configuration is right.");
        return 0;
    }
}
