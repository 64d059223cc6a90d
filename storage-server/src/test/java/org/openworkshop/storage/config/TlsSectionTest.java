/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsSectionTest {
    @ParameterizedTest
    @CsvSource({"CERTIFICATE, certificate, key", "KEY, key, certificate"})
    void oneFileWithoutTheOtherIsAProblem(String variable, String set, String missing) {
        Map<String, String> environment = new HashMap<>(Examples.required());
        environment.put("OW_SERVER_TLS_" + variable, "/etc/file.pem");
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(null, environment));
        assertThat(wrong.problems())
                .containsExactly(new Problem(
                        "server.tls." + missing,
                        "environment variable OW_SERVER_TLS_" + variable,
                        "is not set, but server.tls." + set + " is",
                        "set both for an encrypted port, or neither"));
    }

    @Test
    void itIsReportedWithEverythingElse() {
        Map<String, String> environment = new HashMap<>(Examples.required());
        environment.put("OW_SERVER_TLS_KEY", "/etc/key.pem");
        environment.put("OW_SERVER_PORT", "-1");
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(null, environment));
        assertThat(wrong.problems()).extracting(Problem::key).contains("server.port", "server.tls.certificate");
    }

    @Test
    void bothFilesAreRight() throws Exception {
        Map<String, String> environment = new HashMap<>(Examples.required());
        environment.put("OW_SERVER_TLS_CERTIFICATE", "/etc/cert.pem");
        environment.put("OW_SERVER_TLS_KEY", "/etc/key.pem");
        assertThat(ConfigReader.read(null, environment).server().tls().key())
                .isEqualTo(Optional.of(Path.of("/etc/key.pem")));
    }
}
