/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/** config.sample.toml and docs/configuration.md say what the settings' table says. */
class ConfigReferenceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SAMPLE = ROOT.resolve("config.sample.toml");
    private static final Path DOCUMENTATION = ROOT.resolve("docs/configuration.md");
    private static final Pattern COMMENTED_KEY = Pattern.compile("(?m)^#([a-z0-9_]+ = .*)$");

    @TempDir
    Path folder;

    @Test
    void sampleIsWrittenFromTheTable() throws IOException {
        assertWritten(SAMPLE, ConfigReference.sample());
    }

    @Test
    void documentationIsWrittenFromTheTable() throws IOException {
        assertWritten(DOCUMENTATION, ConfigReference.documentation());
    }

    private static void assertWritten(Path file, String text) throws IOException {
        if (Boolean.getBoolean("config.reference.write")) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file))
                .as("write it anew: mvn -pl storage-server test -Dtest=ConfigReferenceTest"
                        + " -Dconfig.reference.write=true")
                .isEqualTo(text);
    }

    @Test
    void sampleSetsNothing() throws IOException {
        TomlParseResult sample = Toml.parse(Files.readString(SAMPLE));

        assertThat(sample.errors()).isEmpty();
        assertThat(sample.keyPathSet(false)).isEmpty();
        assertThat(sample.keySet())
                .containsExactlyElementsOf(Schema.SECTIONS.stream()
                        .map(section -> Section.pathOf(section.name()).get(0))
                        .distinct()
                        .toList());
    }

    @Test
    void sampleListsEachKeyOnceAtItsDefault() throws IOException {
        TomlParseResult uncommented = Toml.parse(uncommented(key -> true));

        // The parser refuses a key that stands there twice.
        assertThat(uncommented.errors()).isEmpty();
        Map<String, Object> listed = new HashMap<>();
        uncommented.entryPathSet(false).forEach(entry -> listed.put(String.join(".", entry.getKey()), plain(entry)));
        Map<String, Object> table = new HashMap<>();
        Schema.KEYS.forEach(key -> table.put(key.path(), key.preset().raw()));
        assertThat(listed).isEqualTo(table);
    }

    @Test
    void uncommentedSampleMeansTheSameAsNoFile() throws Exception {
        Path file = folder.resolve("all.toml");
        Files.writeString(file, uncommented(name -> !requiredNames().contains(name)));
        Map<String, String> required = Examples.required();

        assertThat(ConfigReader.read(file, required)).isEqualTo(ConfigReader.read(null, required));
    }

    @Test
    void requiredKeysAreMarked() throws IOException {
        List<String> marked = new ArrayList<>();
        boolean seen = false;
        for (String line : Files.readAllLines(SAMPLE)) {
            seen = seen || line.startsWith("# REQUIRED.");
            Matcher key = COMMENTED_KEY.matcher(line);
            if (key.matches()) {
                if (seen) {
                    marked.add(line.substring(1, line.indexOf(' ')));
                }
                seen = false;
            }
        }

        assertThat(marked).containsExactlyElementsOf(requiredNames());
    }

    private static List<String> requiredNames() {
        return Schema.KEYS.stream()
                .filter(key -> key.preset().required())
                .map(key -> key.name())
                .toList();
    }

    private static String uncommented(Predicate<String> wanted) throws IOException {
        return COMMENTED_KEY.matcher(Files.readString(SAMPLE)).replaceAll(match -> {
            String line = match.group(1);
            boolean in = wanted.test(line.substring(0, line.indexOf(' ')));
            return Matcher.quoteReplacement(in ? line : match.group());
        });
    }

    private static Object plain(Map.Entry<List<String>, Object> entry) {
        return entry.getValue() instanceof TomlArray array ? array.toList() : entry.getValue();
    }
}
