/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of files that are no settings, and of names that mean nothing. */
class ConfigFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("storage.toml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[server]\nport = 010",
                "[server]\nport =",
                "[server]\nport = 1 2",
                "[server]\nport = 1\nport = 2",
                "[server]\nport = 1\n\"port\" = 2",
                "[server]\nport = 1\n[server]\nhost = 'a'",
                "server = { port = 1 }\n[server]\nhost = 'a'",
                "[server]\nport = 99999999999999999999",
                "[server]\ntrusted_proxies = ['::1' '::2']",
                "[server]\ntrusted_proxies = ['::1'",
                "[server]\nhost = a.example",
                "[server]\nhost = 'a",
                "[server]\nhost = \"\\q\"",
                "[server]\nhost = \"\\x41\"",
                "server = { port = 1, }",
                "[server]\nport = _1",
                "[server]\nhost = \"\\uD800\"",
                "[server]\nhost = \"\\U00110000\"",
                "[server",
                "[server]\nhost",
            })
    void whatIsNoTomlIsAProblemWithItsLine(String toml) throws IOException {
        Files.writeString(file, toml);

        assertThat(problems(Examples.required())).isNotEmpty().anySatisfy(problem -> {
            assertThat(problem.what()).contains("is no valid TOML");
            assertThat(problem.where()).matches(".*:[0-9]+");
        });
    }

    @Test
    void badSyntaxDoesNotHideProblemsElsewhere() throws IOException {
        Files.writeString(file, "[server]\nhost = oops\nport = 70000\n[image]\nquality = 101");

        assertThat(problems(Map.of("OW_SERVER_LOG_LEVEL", "loud")))
                .extracting(Problem::where)
                .containsExactlyInAnyOrder(
                        file + ":2", file + ":3", file + ":5", "environment variable OW_SERVER_LOG_LEVEL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transfer_jwt_secret = hunter2hunter2",
                "transfer_jwt_secret = 1hunter2hunter2",
                "transfer_jwt_secret = 'x' hunter2hunter2",
                "transfer_jwt_secret = \"x\" 'hunter2'hunter2'",
                "transfer_jwt_secret hunter2hunter2",
                "transfer_jwt_secret = 'hunter2hunter2",
                "transfer_jwt_secret = \"hunter2\\qhunter2\"",
                "transfer_jwt_secret = \"hunter2\"",
                "upload_file = \"hunter2\"",
                "upload_file = \"$2b$12$hunter2\"",
                "upload_file = ['hunter2']",
                "upload_file = { hunter = 'hunter2' }",
            })
    void messagesDoNotRepeatSecrets(String line) throws IOException {
        Files.writeString(file, "[tokens]\n" + line + "\n");

        assertThat(problems(Map.of()))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.toString()).doesNotContain("hunter2"));
    }

    @Test
    void fileThatIsNotThereIsAProblem() {
        assertThat(problems(Examples.required()))
                .extracting(Problem::where, Problem::what)
                .containsExactly(tuple(file.toString(), "does not exist"));
    }

    @Test
    void folderInsteadOfAFileIsAProblem() {
        assertThat(ConfigReaderTest.problems(folder, Examples.required()))
                .extracting(Problem::what)
                .containsExactly("cannot be read: it is a folder");
    }

    @Test
    void hugeFileIsRefusedUnread() throws IOException {
        Files.write(file, new byte[1024 * 1024 + 1]);

        assertThat(problems(Examples.required())).extracting(Problem::what).containsExactly("is larger than 1 MiB");
    }

    @Test
    void fileThatIsNotUtf8IsAProblem() throws IOException {
        Files.write(file, "[server]\nhost = '\u00fc'".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems(Examples.required())).extracting(Problem::what).containsExactly("is not UTF-8 text");
    }

    @Test
    void byteOrderMarkIsNoPartOfTheText() throws Exception {
        Files.writeString(file, "\uFEFF[server]\r\nport = 5\r\n");

        assertThat(ConfigReader.read(file, Examples.required()).server().port()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[transfer]~max_byte = 1 | transfer.max_byte | did you mean transfer.max_bytes?",
                "[transfer]~maxbytes = 1 | transfer.maxbytes | did you mean transfer.max_bytes?",
                "[server]~max_bytes = 1 | server.max_bytes | did you mean transfer.max_bytes?",
                "[server]~prot = 1 | server.prot | did you mean server.port?",
                "[server.prot]~x = 1 | server.prot | did you mean server.port?",
                "[server.tls]~certificat = 'a' | server.tls.certificat | did you mean server.tls.certificate?",
                "[server]~tls.prot = 1 | server.tls.prot | did you mean server.tls.port?",
                "MAIN_DIR = '/x' | MAIN_DIR | did you mean storage.main_dir?",
                "port = 1 | port | did you mean server.port?",
                "[sever]~port = 1 | sever | did you mean [server]?",
                "[tansfer]~max_bytes = 1~queue_size = 2 | tansfer | did you mean [transfer]?",
            })
    void unknownNamesComeWithTheNearestKnownOne(String toml, String key, String expected) throws IOException {
        Files.writeString(file, toml.replace('~', '\n'));

        assertThat(problems(Examples.required()))
                .extracting(Problem::key, Problem::expected)
                .containsExactly(tuple(key, expected));
    }

    @Test
    void nameThatResemblesNothingGetsTheListOfNames() throws IOException {
        Files.writeString(file, "[image]\nxxxxxxxxxxxxxxxxxxxxx = 1\n[qqqqqqqqqqqq]\n");

        assertThat(problems(Examples.required()))
                .extracting(Problem::expected)
                .containsExactly(
                        "keys of [image] are max_pixels, quality, webp_method",
                        "sections are server, server.tls, storage, manager, access, tokens, transfer, archive, image, download, admin, telemetry");
    }

    @Test
    void oddNamesCannotWriteIntoTheTerminal() throws IOException {
        Files.writeString(file, "[image]\n\"a\\u001b[31m\\nb\" = 1\n");

        assertThat(problems(Examples.required()))
                .extracting(Problem::key)
                .containsExactly("image.\"a\\u001B[31m\\u000Ab\"");
    }

    @ParameterizedTest
    @CsvSource({
        "OW_TRANSFER_MAX_BYTE, did you mean OW_TRANSFER_MAX_BYTES?",
        "OW_TRANSFR_MAX_BYTES, did you mean OW_TRANSFER_MAX_BYTES?",
        "OW_STORAGE_MAINDIR, did you mean OW_STORAGE_MAIN_DIR?",
        "OW_IMAGE_QQQQQQQQQQQQQQQQQQQQQQQQ, 'unset it, or see docs/configuration.md for the keys'"
    })
    void unknownVariablesOfKnownSectionsAreProblems(String variable, String expected) {
        assertThat(ConfigReaderTest.problems(null, Examples.with(variable, "hunter2")))
                .containsExactly(new Problem("", "environment variable " + variable, "sets no known key", expected));
    }

    @Test
    void variablesOfOtherProgramsAreLeftAlone() throws Exception {
        Map<String, String> environment = Examples.with("OW_CATALOGUE_URL", "x");
        environment.put("OW_SERVERS", "x");
        environment.put("TRANSFER_MAX_BYTES", "x");

        assertThat(ConfigReader.read(null, environment)).isEqualTo(ConfigReader.read(null, Examples.required()));
    }

    private List<Problem> problems(Map<String, String> environment) {
        return ConfigReaderTest.problems(file, environment);
    }
}
