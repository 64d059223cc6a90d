/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings from a TOML file and the environment. {@code OW_<SECTION>_<KEY>} in the environment wins over the
 * file. Stateless; blocks while it reads the file and the files that secrets refer to.
 */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads and checks all settings.
     *
     * @param file the TOML file, or null when everything comes from the environment
     * @param environment the process environment
     * @throws ConfigException with every problem, not just the first
     */
    public static AppConfig read(@Nullable Path file, Map<String, String> environment) throws ConfigException {
        SettingsLoader loader = new SettingsLoader(Surroundings.of(environment));
        Settings settings = loader.load(file);
        List<Problem> all = new ArrayList<>(loader.missing());
        all.addAll(loader.problems());
        if (!all.isEmpty()) {
            throw new ConfigException(all);
        }
        return new AppConfig(
                ServerSection.read(settings),
                StorageSection.read(settings),
                ManagerSection.read(settings),
                AccessSection.read(settings),
                TokensSection.read(settings),
                TransferSection.read(settings),
                ArchiveSection.read(settings),
                ImageSection.read(settings),
                DownloadSection.read(settings),
                AdminSection.read(settings),
                TelemetrySection.read(settings));
    }

    /**
     * The effective settings as TOML, each with a comment on where it came from. Secrets are redacted; references to
     * secrets are shown. Required keys that are not set stand there as comments.
     *
     * @throws ConfigException when a setting is wrong; a required one that is not set is not wrong here
     */
    public static String print(@Nullable Path file, Map<String, String> environment) throws ConfigException {
        SettingsLoader loader = new SettingsLoader(Surroundings.of(environment));
        Settings settings = loader.load(file);
        if (!loader.problems().isEmpty()) {
            throw new ConfigException(loader.problems());
        }
        StringBuilder out = new StringBuilder();
        for (Section section : Schema.SECTIONS) {
            out.append(out.isEmpty() ? "" : "\n")
                    .append('[')
                    .append(section.name())
                    .append("]\n");
            for (Key<?> key : section.keys()) {
                Settings.Setting<?> setting = settings.find(key);
                out.append(
                        setting == null
                                ? "# " + key.name() + " is required, and not set"
                                : key.name() + " = " + setting.toToml() + "  # " + commentable(setting.origin()));
                out.append('\n');
            }
        }
        return out.toString();
    }

    /** A file name may hold line ends, which would end the comment. */
    private static String commentable(String origin) {
        return origin.replaceAll("\\p{Cntrl}", "?");
    }
}
