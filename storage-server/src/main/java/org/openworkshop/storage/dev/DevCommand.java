/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a throw-away server with a stand-in Manager and access service. */
@Command(
        name = "dev",
        description = "Run a throw-away server with a stand-in Manager, to try things out.",
        mixinStandardHelpOptions = true)
public final class DevCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getErr().println("The development mode is not part of this build.");
        return 1;
    }
}
