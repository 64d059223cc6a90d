/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the settings file. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "TOML file with the settings. Without it, everything comes from the environment.")
    @Nullable
    Path file;
}
