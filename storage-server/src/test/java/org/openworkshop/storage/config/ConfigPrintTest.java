/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;

class ConfigPrintTest {
    @TempDir
    Path folder;

    @Test
    void eachValueComesWithItsOrigin() throws Exception {
        Path file = folder.resolve("storage.toml");
        Files.writeString(file, "[server]\nport = 9000\n[transfer]\nmax_bytes = 2048\njob_ttl_seconds = '2h'\n");
        Map<String, String> environment = Examples.with("OW_TRANSFER_QUEUE_SIZE", "7");
        environment.put("OW_TRANSFER_CLEANUP_INTERVAL_SECONDS", "250ms");
        environment.put("OW_TRANSFER_REPACK_CONCURRENCY", "cores");

        assertThat(ConfigReader.print(file, environment).lines())
                .contains(
                        "host = \"127.0.0.1\"  # default",
                        "port = 9000  # " + file + ":2",
                        "max_bytes = \"2 KiB\"  # " + file + ":4",
                        "job_ttl_seconds = 7200  # " + file + ":5",
                        "queue_size = 7  # environment variable OW_TRANSFER_QUEUE_SIZE",
                        "cleanup_interval_seconds = \"250ms\"  # environment variable"
                                + " OW_TRANSFER_CLEANUP_INTERVAL_SECONDS",
                        "repack_concurrency = " + Runtime.getRuntime().availableProcessors()
                                + "  # environment variable OW_TRANSFER_REPACK_CONCURRENCY",
                        "download_allow_hosts = []  # default");
    }

    @Test
    void secretsAreRedactedAndReferencesShown() throws Exception {
        Files.writeString(folder.resolve("hash"), Examples.HASH);
        Map<String, String> environment = Examples.with("OW_TOKENS_UPLOAD_FILE", "file:" + folder.resolve("hash"));
        environment.put("OW_TOKENS_DELETE_FILE", "env:HASH");
        environment.put("HASH", Examples.HASH);

        String printed = ConfigReader.print(null, environment);

        assertThat(printed).doesNotContain(Examples.KEY).doesNotContain(Examples.HASH);
        assertThat(printed.lines())
                .anyMatch(line -> line.startsWith("transfer_jwt_secret = \"(secret)\""))
                .anyMatch(line -> line.startsWith("storage_manage_token = \"(secret)\""))
                .anyMatch(line -> line.startsWith("upload_file = \"file:" + folder.resolve("hash") + "\""))
                .anyMatch(line -> line.startsWith("delete_file = \"env:HASH\""));
    }

    @Test
    void whatIsPrintedIsTomlWithTheSameMeaning() throws Exception {
        Map<String, String> references = new HashMap<>(Examples.required());
        for (String name : new String[] {"TRANSFER_JWT_SECRET", "UPLOAD_FILE", "DELETE_FILE", "STORAGE_MANAGE_TOKEN"}) {
            references.put("SECRET_" + name, String.valueOf(references.put("OW_TOKENS_" + name, "env:SECRET_" + name)));
        }
        references.put("OW_STORAGE_MAIN_DIR", "/srv/with \"quotes\" and \\ \u00fc");
        references.put("OW_SERVER_TRUSTED_PROXIES", "::1,10.0.0.0/8");
        Path file = folder.resolve("printed\nname.toml");
        Files.writeString(file, ConfigReader.print(null, references));
        Map<String, String> secretsOnly = new HashMap<>(references);
        secretsOnly.keySet().removeIf(name -> name.startsWith("OW_"));

        assertThat(ConfigReader.read(file, secretsOnly)).isEqualTo(ConfigReader.read(null, references));
        assertThat(Toml.parse(ConfigReader.print(file, secretsOnly)).errors()).isEmpty();
    }

    @Test
    void missingRequiredKeysAreCommentsAndWrongValuesAreProblems() throws Exception {
        assertThat(ConfigReader.print(null, Map.of()).lines()).contains("# main_dir is required, and not set");
        assertThatThrownBy(() -> ConfigReader.print(null, Map.of("OW_SERVER_PORT", "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("server.port")
                .hasMessageNotContaining("main_dir");
    }
}
