/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.config.TransferConfig;

class SizeLimitTest {
    @ParameterizedTest
    @CsvSource({
        // configured, hard, claimed, claim, expected
        "100, 0, false, , 100",
        "100, 0, true, 50, 50",
        "100, 0, true, 500, 500",
        "100, 0, true, 0, 0",
        "100, 0, true, -1, 0",
        "100, 0, true, , 0",
        "100, 300, false, , 100",
        "100, 300, true, 500, 300",
        "100, 300, true, 0, 300",
        "100, 300, true, , 300",
        "500, 300, false, , 300",
        "0, 300, false, , 300",
        "0, 0, false, , 0"
    })
    void tokenReplacesTheConfiguredLimitAndTheHardOneHolds(
            long configured, long hard, boolean claimed, Long claim, long expected) throws Exception {
        OptionalLong value = claim == null ? OptionalLong.empty() : OptionalLong.of(claim);
        assertThat(SizeLimit.of(config(configured, hard), claimed, value)).isEqualTo(expected);
    }

    private static TransferConfig config(long maxBytes, long hardMaxBytes) throws Exception {
        String hash = "$2a$04$" + "a".repeat(53);
        Map<String, String> environment = new HashMap<>(Map.of(
                "OW_STORAGE_MAIN_DIR",
                Path.of("main").toString(),
                "OW_MANAGER_URL",
                "http://127.0.0.1:9",
                "OW_ACCESS_SERVICE_URL",
                "http://127.0.0.1:9",
                "OW_TOKENS_TRANSFER_JWT_SECRET",
                "a transfer secret of more than 32 bytes",
                "OW_TOKENS_UPLOAD_FILE",
                hash,
                "OW_TOKENS_DELETE_FILE",
                hash,
                "OW_TOKENS_STORAGE_MANAGE_TOKEN",
                hash));
        environment.put("OW_TRANSFER_MAX_BYTES", Long.toString(maxBytes));
        environment.put("OW_TRANSFER_HARD_MAX_BYTES", Long.toString(hardMaxBytes));
        return ConfigReader.read(null, environment).transfer();
    }
}
