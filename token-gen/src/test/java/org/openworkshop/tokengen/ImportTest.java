/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** What becomes of the Python service's settings. */
class ImportTest {
    private static final String HASH = "$2b$12$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K";
    private static final String WHOLE = """
            MAIN_DIR = "/srv/ow"
            MANAGER_URL = 'https://manager.example/api/'
            ACCESS_SERVICE_URL = "https://access.example"
            TRANSFER_JWT_SECRET = "a transfer secret of more " "than 32 bytes"
            upload_file = "%1$s"
            delete_file = b"%1$s"
            storage_manage_token = r'%1$s'
            """.formatted(HASH);

    private final TokenGen tokenGen = new TokenGen();

    @TempDir
    Path folder;

    private int run(String python, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("ow_config.py"), python);
        String[] arguments = new String[more.length + 3];
        arguments[0] = "import";
        arguments[1] = file.toString();
        arguments[2] = "--cost=10";
        System.arraycopy(more, 0, arguments, 3, more.length);
        return tokenGen.run(arguments);
    }

    private TomlParseResult toml() {
        TomlParseResult result = Toml.parse(tokenGen.out());
        assertThat(result.errors()).isEmpty();
        return result;
    }

    @Test
    void requiredSettingsAreCarriedOver() throws Exception {
        assertThat(run(WHOLE)).isZero();
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("storage.main_dir", "/srv/ow");
        expected.put("manager.url", "https://manager.example/api/");
        expected.put("access.service_url", "https://access.example");
        expected.put("tokens.transfer_jwt_secret", "a transfer secret of more than 32 bytes");
        expected.put("tokens.upload_file", HASH);
        expected.put("tokens.delete_file", HASH);
        expected.put("tokens.storage_manage_token", HASH);
        TomlParseResult toml = toml();
        assertThat(toml.dottedKeySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((key, value) -> assertThat(toml.get(key)).as(key).isEqualTo(value));
        assertThat(tokenGen.err()).isEmpty();
        assertThat(tokenGen.out()).doesNotContain("FILL IN", "Not carried over");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRANSFER_MAX_BYTES = 5 * 1024**3 | transfer.max_bytes | 5 GiB",
                "TRANSFER_MAX_BYTES = 0 | transfer.max_bytes | 0",
                "TRANSFER_MAX_UNPACKED_BYTES = 20_000_000_000 | transfer.max_unpacked_bytes | 20000000000",
                "TRANSFER_MAX_UNPACKED_BYTES = 1e9 | transfer.max_unpacked_bytes | 1000000000",
                "TRANSFER_CALLBACK_TTL_SECONDS = 10 * 60 | manager.callback_ttl_seconds | 600",
                "ACCESS_SERVICE_TIMEOUT_SECONDS = 2.5 | access.service_timeout_seconds | 2.5",
                "TRANSFER_CALLBACK_TIMEOUT_SECONDS = 30 | manager.callback_timeout_seconds | 30",
                "JOB_TTL_SECONDS = 3 * 60 * 60 | transfer.job_ttl_seconds | 10800",
                "CLEANUP_INTERVAL_SECONDS = 60 | transfer.cleanup_interval_seconds | 60",
                "MANAGER_TRANSFER_CALLBACK_URL = f'{MANAGER_URL}cb' | manager.transfer_callback_url | https://manager.example/api/cb",
                "MANAGER_TRANSFER_CALLBACK_URL = None | manager.transfer_callback_url | ''"
            })
    void otherSettingsAreCarriedOver(String line, String key, String value) throws Exception {
        assertThat(run(WHOLE + line)).isZero();
        assertThat(toml().get(key)).asString().isEqualTo(value);
    }

    /** The page is written from the server's own table. */
    @Test
    void everySettingThatTheServerKnowsByItsFormerNameIsInTheTable() throws Exception {
        Matcher rows = Pattern.compile("(?m)^\\| `(\\w+)` \\| `([a-z_.]+)` \\|$")
                .matcher(Files.readString(Path.of("../docs/configuration.md")));
        ImportTable table = new ImportTable(new ValueConversions(new SecretGenerator(new SecureRandom()), 10, null));
        int seen = 0;
        while (rows.find()) {
            seen++;
            assertThat(table.find(rows.group(1)))
                    .as(rows.group(1))
                    .hasValueSatisfying(entry -> assertThat(entry.path()).isEqualTo(rows.group(2)));
        }
        assertThat(seen).isGreaterThan(10);
    }

    @Test
    void plainTokensAreHashed() throws Exception {
        assertThat(run(WHOLE + "upload_file = 'plain token'\n")).isZero();
        String hash = toml().getString("tokens.upload_file");
        assertThat(hash).startsWith("$2a$10$");
        assertThat(BCrypt.verifyer()
                        .verify("plain token".getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8))
                        .verified)
                .isTrue();
        assertThat(tokenGen.out()).contains("Stood there in plain").doesNotContain("plain token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRANSFER_JWT_SECRET = 'tiny-secret' | 11 bytes",
                "TRANSFER_JWT_SECRET = 'env:tiny-secret of more than 32 bytes' | reference",
                "upload_file = '$2b$12$tiny-secret' | no whole bcrypt hash",
                "upload_file = '$argon2id$tiny-secret' | no whole bcrypt hash",
                "upload_file = '' | is empty",
                "upload_file = 'tiny-secret' * 9 | not known",
                "upload_file = 'tiny-secrettiny-secrettiny-secrettiny-secrettiny-secrettiny-secrettiny-secret' | 77 bytes",
                "upload_file = ['tiny-secret'] | a list",
                "MAIN_DIR = None | is None",
                "MAIN_DIR = '~/ow' | ~",
                "MAIN_DIR = open('tiny-secret').read() | calls open",
                "MANAGER_URL = 'manager.example' | http",
                "MANAGER_URL = 'http://user:tiny-secret@manager.example' | credentials",
                "MANAGER_URL = 'http://a b' | no URL",
                "ACCESS_SERVICE_URL = 'http://access.example?x=tiny-secret' | query",
                "ACCESS_SERVICE_URL = 5 | an integer",
                "ACCESS_SERVICE_TIMEOUT_SECONDS = 0 | 0.1 to 600",
                "TRANSFER_CALLBACK_TTL_SECONDS = '600' | a text",
                "TRANSFER_MAX_BYTES = -1 | no number of bytes",
                "TRANSFER_MAX_BYTES = 2**60 | PiB",
                "TRANSFER_MAX_BYTES = {'a': 1} | a dict",
                "if X: MAIN_DIR = '/x' | within a block",
                "from tiny import TRANSFER_JWT_SECRET | imported from another file"
            })
    void whatCannotBeCarriedOverIsNamed(String line, String why) throws Exception {
        assertThat(run(WHOLE + line)).isEqualTo(3);
        String name = line.replaceAll(".*?(\\w+)( = .*|$)", "$1");
        assertThat(tokenGen.err()).contains(name + " (line 8) ", why).doesNotContain("tiny-secret");
        assertThat(tokenGen.out()).contains(name + " (line 8) ").doesNotContain("tiny-secret");
        toml();
    }

    @Test
    void whatIsMissingHasItsPlace() throws Exception {
        assertThat(run("MAIN_DIR = '/srv'\n")).isEqualTo(3);
        assertThat(toml().getString("manager.url")).isEmpty();
        assertThat(tokenGen.out()).contains("# FILL IN: Manager's base address");
        assertThat(tokenGen.err()).contains("MANAGER_URL is not in the file; fill in manager.url", "upload_file");
    }

    @Test
    void settingsThatNothingHereNeedsAreNamedToo() throws Exception {
        assertThat(run(WHOLE + """
                import os
                from pathlib import Path
                _private = 1
                REDIS_URL = ''
                TRANSFER_REPACK_CONCURRENCY = 8
                UPTRACE_DSN = 'https://tiny-secret@uptrace.example'
                OTHER = {'a': 'tiny-secret'}
                """)).isZero();
        assertThat(tokenGen.err())
                .hasLineCount(5)
                .contains(
                        "REDIS_URL (line 11) is not needed",
                        "TRANSFER_REPACK_CONCURRENCY (line 12)",
                        "transfer.repack_concurrency",
                        "UPTRACE_DSN (line 13) is taken from the environment variable",
                        "OTHER (line 14) is no setting")
                .doesNotContain("tiny-secret");
        assertThat(tokenGen.out()).contains("# - REDIS_URL (line 11)").doesNotContain("tiny-secret");
    }

    @Test
    void everythingImportedFromElsewhereIsPointedOut() throws Exception {
        assertThat(run(WHOLE + "from local_settings import *\n")).isEqualTo(3);
        assertThat(tokenGen.err()).contains("import * (line 8)");
    }

    @Test
    void secretsOfTheEnvironmentStayThere() throws Exception {
        assertThat(run(WHOLE + """
                TRANSFER_JWT_SECRET = os.environ["OW_SECRET"]
                upload_file = os.getenv("OW_UPLOAD", "")
                MAIN_DIR = os.environ.get("OW_DIR", "/srv/fallback")
                """)).isZero();
        assertThat(toml().getString("tokens.transfer_jwt_secret")).isEqualTo("env:OW_SECRET");
        assertThat(toml().getString("tokens.upload_file")).isEqualTo("env:OW_UPLOAD");
        assertThat(toml().getString("storage.main_dir")).isEqualTo("/srv/fallback");
        assertThat(tokenGen.out()).contains("# The environment variable OW_DIR is not set here");
    }

    @Test
    void environmentCountsAsItIsHere() throws Exception {
        tokenGen.with("OW_DIR", "/srv/real").with("OW_MAX", "1024");
        assertThat(run(WHOLE + "MAIN_DIR = os.environ['OW_DIR']\nTRANSFER_MAX_BYTES = int(os.getenv('OW_MAX', 5))"))
                .isZero();
        assertThat(toml().getString("storage.main_dir")).isEqualTo("/srv/real");
        assertThat(toml().getString("transfer.max_bytes")).isEqualTo("1 KiB");
        assertThat(tokenGen.out()).contains("# From the environment variable OW_DIR, as it is set here.");
    }

    @Test
    void relativeFolderBeginsAtTheFile() throws Exception {
        assertThat(run(WHOLE + "MAIN_DIR = 'storage'\n")).isZero();
        assertThat(toml().getString("storage.main_dir"))
                .isEqualTo(folder.resolve("storage").toString());
        assertThat(tokenGen.out()).contains("# Was relative");
        assertThat(tokenGen.typing(WHOLE + "MAIN_DIR = 'storage'\n").run("import", "-"))
                .isZero();
        assertThat(toml().getString("storage.main_dir")).isEqualTo("storage");
    }

    @Test
    void oddValuesStayWhatTheyAre() throws Exception {
        assertThat(run(WHOLE + "MAIN_DIR = '/srv/\"ö\\\\ \\x01\\u2028'\n")).isZero();
        assertThat(toml().getString("storage.main_dir")).isEqualTo("/srv/\"ö\\ \u0001\u2028");
    }

    @Test
    void fileIsWrittenAndNeverOverwritten() throws Exception {
        Path target = folder.resolve("config.toml");
        assertThat(run(WHOLE, "--write", target.toString())).isZero();
        assertThat(tokenGen.out()).isEmpty();
        assertThat(Toml.parse(target).getString("storage.main_dir")).isEqualTo("/srv/ow");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
        assertThat(run(WHOLE, "--write", target.toString())).isEqualTo(1);
        assertThat(tokenGen.err()).contains("exists already");
    }

    @Test
    void fileThatCannotBeReadIsExplained() throws Exception {
        assertThat(tokenGen.run("import", folder.resolve("none.py").toString())).isEqualTo(1);
        assertThat(tokenGen.err()).contains("does not exist");
        assertThat(tokenGen.run("import", folder.toString())).isEqualTo(1);
        assertThat(run("X = 1\nTRANSFER_JWT_SECRET = 'tiny-secret\n")).isEqualTo(1);
        assertThat(tokenGen.err()).contains("ow_config.py:2: is no Python").doesNotContain("tiny-secret");
        assertThat(tokenGen.out()).isEmpty();
        assertThat(tokenGen.typing(new byte[] {(byte) 0xff}).run("import", "-")).isEqualTo(1);
        assertThat(tokenGen.err()).contains("UTF-8");
        assertThat(tokenGen.typing(new byte[2 << 20]).run("import", "-")).isEqualTo(1);
        assertThat(tokenGen.run("import")).isEqualTo(2);
    }
}
