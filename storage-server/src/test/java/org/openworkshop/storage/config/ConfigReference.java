/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** Writes config.sample.toml and docs/configuration.md from the settings' table. */
final class ConfigReference {
    private static final int WIDTH = 100;

    private ConfigReference() {}

    static String sample() {
        StringBuilder out = new StringBuilder();
        comment(out, """
                Settings of Open Workshop Storage (TOML 1.0). Every key stands here once, commented out at its default.
                Keys marked REQUIRED have no default; what stands here is an example.""");
        out.append("#\n");
        comment(out, """
                Each key can also be set in the environment as OW_<SECTION>_<KEY>, which wins over this file. Sizes are
                bytes or a text with a unit ("20 GiB"), durations are seconds or a text with a unit ("3h", "250ms").""");
        out.append("#\n# Check a file:  java -jar storage-server.jar check-config --config FILE\n");
        out.append("# What holds:    java -jar storage-server.jar print-config --config FILE\n");
        for (Section section : Schema.SECTIONS) {
            out.append("\n\n");
            comment(out, section.documentation());
            out.append('[').append(section.name()).append("]\n");
            for (Key<?> key : section.keys()) {
                out.append('\n');
                comment(out, (key.preset().required() ? "REQUIRED. " : "") + key.documentation());
                comment(out, "Accepts: " + key.type().accepts() + ".");
                out.append('#')
                        .append(key.name())
                        .append(" = ")
                        .append(TomlText.literal(key.preset().raw()))
                        .append('\n');
            }
        }
        return out.toString();
    }

    private static void comment(StringBuilder out, String text) {
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split("\\s+")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }

    static String documentation() {
        StringBuilder out = new StringBuilder(INTRODUCTION);
        for (Section section : Schema.SECTIONS) {
            out.append("\n## `[").append(section.name()).append("]`\n\n");
            out.append(section.documentation()).append('\n');
            for (Key<?> key : section.keys()) {
                describe(out, key);
            }
        }
        out.append("\n## Names in the Python service\n\n| there | here |\n|---|---|\n");
        for (Key<?> key : Schema.KEYS) {
            if (!key.formerly().isEmpty()) {
                out.append("| `" + key.formerly() + "` | `" + key.path() + "` |\n");
            }
        }
        return out.toString();
    }

    private static void describe(StringBuilder out, Key<?> key) {
        out.append("\n### `" + key.path() + "`\n\n").append(key.documentation()).append("\n\n");
        String literal = "`" + TomlText.literal(key.preset().raw()) + "`";
        List<String> lines = List.of(
                key.preset().required() ? "**Required**, for example " + literal : "Default: " + literal,
                "Accepts: " + key.type().accepts(),
                "Environment: `" + key.variable() + "`" + standard(key));
        lines.forEach(line -> out.append("- ").append(line).append('\n'));
    }

    private static String standard(Key<?> key) {
        return key.standard().stream()
                .map(variable -> "`" + variable.name() + "`")
                .reduce((first, second) -> first + ", " + second)
                .map(names -> ", else " + names)
                .orElse("");
    }

    private static final String INTRODUCTION = """
            # Configuration

            Settings come from a TOML 1.0 file (`--config FILE`) and from the environment. A variable
            `OW_<SECTION>_<KEY>` wins over the file; without `--config`, everything comes from the environment.
            `config.sample.toml` holds every key with its default, to start from.

            ```
            java -jar storage-server.jar check-config --config FILE   # lists everything that is wrong, exit code 100
            java -jar storage-server.jar print-config --config FILE   # what holds, and where it comes from
            ```

            - **Sizes** are bytes, or a text with a unit: `"20 GiB"`. KiB, MiB, GiB, TiB and PiB count in 1024, KB, MB,
              GB, TB and PB in 1000.
            - **Durations** are seconds, or a text with units from d, h, m, s and ms: `"3h"`, `"1h 30m"`, `"250ms"`.
            - **Lists** are TOML lists in the file and comma-separated in the environment.
            - **Secrets and hashes** can be given as they are, as `file:/path` (the file's text without its last line
              end), or as `env:NAME` (another environment variable). They are redacted wherever settings are shown.
              In shells and Compose files the `$` signs of a bcrypt hash need care: quote it with `'`, double each `$`
              in Compose, or use `file:/path`.
            - A key, section, or variable `OW_<known section>_...` that does not exist is an error, and so is a value
              of the wrong type or out of bounds. All problems are reported at once.

            This page is written from the settings' table in the code. After a change there, write it and the sample
            anew with `mvn -pl storage-server test -Dtest=ConfigReferenceTest -Dconfig.reference.write=true`.
            """;
}
