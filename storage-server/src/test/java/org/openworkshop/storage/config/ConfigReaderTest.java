/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("storage.toml");
    }

    @Test
    void environmentAloneIsEnoughAndTheRestIsAtItsDefault() throws Exception {
        AppConfig config = ConfigReader.read(null, Examples.required());

        assertThat(config.server())
                .isEqualTo(new ServerConfig(
                        "127.0.0.1",
                        8000,
                        new ServerConfig.Log("info", "text", false, Optional.empty()),
                        List.of(),
                        Duration.ofSeconds(30),
                        new ServerConfig.Limits(16_384, 8192, Duration.ofSeconds(10), 1024, Duration.ofSeconds(30)),
                        true,
                        "",
                        new TlsConfig(Optional.empty(), Optional.empty(), 8443, Duration.ofMinutes(1))));
        assertThat(config.storage()).isEqualTo(new StorageConfig(Path.of("/srv/storage"), 1L << 30));
        assertThat(config.manager())
                .isEqualTo(new ManagerConfig(
                        URI.create("http://manager.example"),
                        URI.create("http://manager.example/internal/storage/transfer-completions"),
                        Duration.ofSeconds(600),
                        Duration.ofSeconds(15),
                        Duration.ofHours(24),
                        Duration.ofDays(7)));
        assertThat(config.access())
                .isEqualTo(new AccessConfig(
                        URI.create("http://access.example"),
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        new AccessConfig.Breaker(20, Duration.ofSeconds(5))));
        assertThat(config.transfer())
                .isEqualTo(new TransferConfig(
                        5L << 30,
                        0,
                        20L << 30,
                        List.of(),
                        4,
                        3,
                        32,
                        Runtime.getRuntime().availableProcessors(),
                        256,
                        Duration.ofSeconds(10800),
                        Duration.ofSeconds(60),
                        new TransferConfig.Timeouts(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                Duration.ofHours(6),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                Duration.ofHours(6),
                                Duration.ofMinutes(2),
                                Duration.ofHours(1))));
        assertThat(config.archive())
                .isEqualTo(new ArchiveConfig(
                        true,
                        100_000,
                        200,
                        new ArchiveConfig.Bounds(0, 4096, 100, 32L << 20),
                        new ArchiveConfig.Work(true, Runtime.getRuntime().availableProcessors())));
        assertThat(config.image()).isEqualTo(new ImageConfig(100_000_000, 80, 4));
        assertThat(config.telemetry()).isEqualTo(new TelemetryConfig(Optional.empty()));
    }

    @Test
    void fileAloneIsEnough() throws Exception {
        write("""
                [server]
                port = 0
                trusted_proxies = ["10.0.0.0/8", "::1"]
                [storage]
                main_dir = "/data"
                [manager]
                url = "https://m.example/base/"
                callback_ttl_seconds = "10m"
                [access]
                service_url = "https://a.example/"
                [tokens]
                transfer_jwt_secret = "%s"
                upload_file = '%s'
                delete_file = '%s'
                storage_manage_token = '%s'
                [transfer]
                max_bytes = "1 GB"
                hard_max_bytes = 5
                repack_concurrency = 3
                """.formatted(Examples.KEY, Examples.HASH, Examples.HASH, Examples.HASH));

        AppConfig config = ConfigReader.read(file, Map.of());

        assertThat(config.server().port()).isZero();
        assertThat(config.server().trustedProxies()).containsExactly("10.0.0.0/8", "::1");
        assertThat(config.manager().callbackUrl())
                .isEqualTo(URI.create("https://m.example/base/internal/storage/transfer-completions"));
        assertThat(config.manager().callbackTtl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.access().serviceUrl()).isEqualTo(URI.create("https://a.example"));
        assertThat(config.tokens().transferJwtSecret().reveal()).isEqualTo(Examples.KEY);
        assertThat(config.tokens().uploadFile().reveal()).isEqualTo(Examples.HASH);
        assertThat(config.transfer().maxBytes()).isEqualTo(1_000_000_000);
        assertThat(config.transfer().hardMaxBytes()).isEqualTo(5);
        assertThat(config.transfer().repackConcurrency()).isEqualTo(3);
    }

    @Test
    void environmentWinsOverTheFile() throws Exception {
        write("[server]\nport = 1\naccess_log = true\n[transfer]\ndownload_allow_hosts = ['a']");
        Map<String, String> environment = Examples.with("OW_SERVER_PORT", "2");
        environment.put("OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS", "b, C:80");

        AppConfig config = ConfigReader.read(file, environment);

        assertThat(config.server().port()).isEqualTo(2);
        assertThat(config.server().log().access()).isTrue();
        assertThat(config.transfer().downloadAllowHosts()).containsExactly("b", "c:80");
    }

    @Test
    void emptyVariableEmptiesAList() throws Exception {
        write("[transfer]\ndownload_allow_hosts = ['a']");

        AppConfig config = ConfigReader.read(file, Examples.with("OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS", ""));

        assertThat(config.transfer().downloadAllowHosts()).isEmpty();
    }

    @Test
    void callbackAddressIsUsedAsItIs() throws Exception {
        AppConfig config = ConfigReader.read(
                null, Examples.with("OW_MANAGER_TRANSFER_CALLBACK_URL", "http://m.example/done/?a=b"));

        assertThat(config.manager().callbackUrl()).isEqualTo(URI.create("http://m.example/done/?a=b"));
    }

    @Test
    void relativeMainDirStartsAtTheWorkingDirectory() throws Exception {
        AppConfig config = ConfigReader.read(null, Examples.with("OW_STORAGE_MAIN_DIR", "x/../var/storage"));

        assertThat(config.storage().mainDir())
                .isEqualTo(Path.of("").toAbsolutePath().resolve("var/storage"));
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirPlaces() throws Exception {
        write("""
                [server]
                port = 70000
                [transfer]

                queue_size = "8"
                download_allow_hosts = ["ok", "http://x", "*"]
                """);
        Map<String, String> environment = Examples.with("OW_IMAGE_QUALITY", "high");
        environment.remove("OW_MANAGER_URL");

        assertThat(problems(environment))
                .containsExactly(
                        new Problem(
                                "manager.url",
                                file + ", environment",
                                "is required, and not set",
                                "set it in the file, or OW_MANAGER_URL in the environment, to an http or https URL"
                                        + " with a host, without query"),
                        new Problem(
                                "server.port",
                                file + ":2",
                                "is 70000, which is out of bounds",
                                "use an integer, 0 to 65535"),
                        new Problem(
                                "transfer.download_allow_hosts",
                                file + ":6",
                                "item 2 is \"http://x\", item 3 is \"*\"",
                                "use \"host\" or \"host:port\", without scheme and path; use \"host\" or"
                                        + " \"host:port\", one item per host: there are no wildcards"),
                        new Problem(
                                "transfer.queue_size",
                                file + ":5",
                                "is a text",
                                "use an integer, 0 to 1000000, without quotes"),
                        new Problem(
                                "image.quality",
                                "environment variable OW_IMAGE_QUALITY",
                                "is \"high\", which is no integer",
                                "use an integer, 0 to 100"));
    }

    @Test
    void everyRequiredKeyIsAskedFor() {
        List<String> missing =
                problems(null, Map.of()).stream().map(Problem::key).toList();

        assertThat(missing)
                .containsExactly(
                        "storage.main_dir",
                        "manager.url",
                        "access.service_url",
                        "tokens.transfer_jwt_secret",
                        "tokens.upload_file",
                        "tokens.delete_file",
                        "tokens.storage_manage_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[archive]\nmax_entry_bytes = -1",
                "[archive]\nmax_entry_bytes = true",
                "[archive]\nmax_name_bytes = 0",
                "[archive]\nmax_name_bytes = 65535",
                "[archive]\nmax_name_bytes = 'long'",
                "[archive]\nmax_depth = 0",
                "[archive]\nmax_depth = '7'",
                "[archive]\nmax_directory_bytes = 1023",
                "[archive]\nmax_directory_bytes = '2 GiB'",
                "[server]\nport = 8000.0",
                "[server]\nport = '8000'",
                "[server]\nport = true",
                "[server]\nport.x = 8000",
                "[server]\naccess_log = 1",
                "[server]\naccess_log = 'true'",
                "[server]\nhost = 1",
                "[server]\nhost = ['a']",
                "[server]\ntrusted_proxies = '::1'",
                "[server]\ntrusted_proxies = [1]",
                "[server]\ntrusted_proxies = [['::1']]",
                "[server]\nshutdown_grace_seconds = false",
                "[server]\nshutdown_grace_seconds = 07:32:00",
                "[server]\nshutdown_grace_seconds = 2020-01-01",
                "[storage]\nmin_free_bytes = 1.5",
                "[storage]\nmin_free_bytes = {}",
                "[storage]\nmin_free_bytes = -1",
                "[telemetry]\nenabled = 1",
                "server = 5",
                "[[server]]\nport = 1",
                "[server.tls]\non = true",
                "port = 1",
            })
    void valuesOfTheWrongKindAreProblems(String toml) throws Exception {
        write(toml);

        assertThat(problems(Examples.required())).hasSize(1).allSatisfy(problem -> {
            assertThat(problem.key()).isNotEmpty();
            assertThat(problem.where()).startsWith(file + ":");
        });
    }

    @Test
    void dottedAndInlineKeysMeanTheSame() throws Exception {
        write("server.port = 7\nimage = { quality = 9 }");

        AppConfig config = ConfigReader.read(file, Examples.required());

        assertThat(config.server().port()).isEqualTo(7);
        assertThat(config.image().quality()).isEqualTo(9);
    }

    private void write(String toml) throws IOException {
        Files.writeString(file, toml);
    }

    private List<Problem> problems(Map<String, String> environment) {
        return problems(file, environment);
    }

    static List<Problem> problems(@Nullable Path file, Map<String, String> environment) {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, environment));
        assertThat(refused).isNotNull();
        return refused.problems();
    }
}
