/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** The secrets as JSON, and as a file. */
class GenerateTest {
    private final TokenGen tokenGen = new TokenGen();

    @TempDir
    Path folder;

    @Test
    void jsonHasBothHalves() throws Exception {
        assertThat(tokenGen.run("--json", "--cost=10")).isZero();
        JsonNode json = new ObjectMapper().readTree(tokenGen.out());
        StringBuilder toml = new StringBuilder();
        json.path("manager")
                .properties()
                .forEach(entry -> toml.append(entry.getKey() + " = " + entry.getValue() + "\n"));
        toml.append("[tokens]\n");
        json.path("storage")
                .properties()
                .forEach(entry -> toml.append(entry.getKey() + " = " + entry.getValue() + "\n"));
        new Output(toml.toString()).assertUsable(10);
        assertThat(tokenGen.err()).isEmpty();
    }

    @Test
    void writtenFileAndOutputFitEachOther() throws Exception {
        Path file = folder.resolve("config.toml");
        assertThat(tokenGen.run("--write", file.toString(), "--cost=10")).isZero();
        TomlParseResult config = Toml.parse(file);
        assertThat(config.errors()).isEmpty();
        assertThat(tokenGen.out()).doesNotContain("$2a$");
        String both = tokenGen.out() + "[tokens]\n";
        for (String key : config.getTableOrEmpty("tokens").keySet()) {
            both += key + " = \"" + config.getString("tokens." + key) + "\"\n";
        }
        new Output(both).assertUsable(10);
        assertThat(tokenGen.err()).contains("check-config", file.toString());
    }

    @Test
    void onlyItsOwnerMayReadTheFile() throws Exception {
        Path file = folder.resolve("config.toml");
        tokenGen.run("--write=" + file, "--cost=10");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("config.toml");
    }

    @Test
    void everyRequiredSettingHasAPlaceThatIsMarked() throws Exception {
        Path file = folder.resolve("config.toml");
        tokenGen.run("--write=" + file, "--cost=10");
        TomlParseResult config = Toml.parse(file);
        assertThat(config.dottedKeySet()).containsExactlyInAnyOrderElementsOf(requiredSettings());
        List<String> lines = Files.readAllLines(file);
        for (String key : List.of("main_dir", "url", "service_url")) {
            int line = lines.indexOf(key + " = \"\"");
            assertThat(line).as(key).isPositive();
            assertThat(lines.subList(line - 3, line)).anyMatch(comment -> comment.startsWith("# FILL IN: "));
        }
    }

    /** As the sample of all settings marks them. */
    private static List<String> requiredSettings() throws Exception {
        List<String> required = new ArrayList<>();
        String section = "";
        boolean marked = false;
        for (String line : Files.readAllLines(Path.of("../config.sample.toml"))) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
            }
            marked |= line.startsWith("# REQUIRED.");
            if (line.matches("#[a-z0-9_]+ = .*")) {
                if (marked) {
                    required.add(section + "." + line.substring(1, line.indexOf(' ')));
                }
                marked = false;
            }
        }
        return required;
    }

    @Test
    void nothingIsEverOverwritten() throws Exception {
        Path file = Files.writeString(folder.resolve("config.toml"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link.toml"), folder.resolve("nowhere"));
        for (Path there : List.of(file, link)) {
            assertThat(tokenGen.run("--write=" + there)).isEqualTo(1);
            assertThat(tokenGen.out()).isEmpty();
            assertThat(tokenGen.err()).hasLineCount(1).contains(there.toString(), "exists already");
        }
        assertThat(file).hasContent("mine");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("config.toml", "link.toml");
    }

    @Test
    void fileThatAppearsMeanwhileIsLeftAsItIs() throws Exception {
        Path file = folder.resolve("config.toml");
        Writer late = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws java.io.IOException {
                if (!Files.exists(file)) {
                    Files.writeString(file, "mine");
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertThat(tokenGen.run(new PrintWriter(late), "--write=" + file, "--cost=10"))
                .isEqualTo(1);
        assertThat(file).hasContent("mine");
        assertThat(folder.toFile().list()).containsExactly("config.toml");
    }

    @Test
    void lostOutputLeavesNoFile() {
        PrintWriter broken = new PrintWriter(Writer.nullWriter());
        broken.close();
        assertThat(tokenGen.run(broken, "--write=" + folder.resolve("config.toml"), "--cost=10"))
                .isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void folderThatDoesNotExistIsNamed() {
        assertThat(tokenGen.run("--write=" + folder.resolve("no/config.toml"), "--cost=10"))
                .isEqualTo(1);
        assertThat(tokenGen.err()).contains("its folder does not exist");
        assertThat(tokenGen.out()).isEmpty();
    }

    @Test
    void jsonAndFileGoTogether() throws Exception {
        Path file = folder.resolve("config.toml");
        assertThat(tokenGen.run("--write=" + file, "--json", "--cost=10")).isZero();
        JsonNode json = new ObjectMapper().readTree(tokenGen.out());
        assertThat(json.path("written").asText()).isEqualTo(file.toString());
        assertThat(json.path("manager").path("transfer_jwt_secret").asText())
                .isEqualTo(Toml.parse(file).getString("tokens.transfer_jwt_secret"));
        assertThat(json.has("storage")).isFalse();
    }

    @Test
    void everyCommandExplainsItselfWithItsExitCodes() {
        for (String command : List.of("hash", "transfer", "verify", "import")) {
            assertThat(tokenGen.run(command, "--help")).isZero();
            assertThat(tokenGen.out()).contains("Usage: token-gen " + command, "Exit codes:", "wrong usage");
            assertThat(tokenGen.run(command, "--nonsense")).isEqualTo(2);
        }
        assertThat(tokenGen.run("--help")).isZero();
        assertThat(tokenGen.out()).contains("hash", "transfer", "verify", "import");
    }
}
