/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** What a person would paste out of the generator's output. */
record Output(String text) {
    static final List<String> MANAGE_TOKENS = List.of("upload_file", "delete_file", "storage_manage_token");

    /** The whole text, which is one document. */
    TomlTable whole() {
        return parse(text);
    }

    /** Everything before the section for the storage server. */
    TomlTable forManager() {
        return parse(text.substring(0, text.indexOf("[tokens]")));
    }

    /** The section for the storage server alone. */
    TomlTable forStorageServer() {
        TomlTable section = parse(text.substring(text.indexOf("[tokens]")));
        assertThat(section.keySet()).containsExactly("tokens");
        return section.getTableOrEmpty("tokens");
    }

    private static TomlTable parse(String toml) {
        TomlParseResult result = Toml.parse(toml);
        assertThat(result.errors()).isEmpty();
        return result;
    }

    /** Checks that both sides get what they need and that the two fit each other. */
    void assertUsable(int cost) {
        Map<String, Object> plain = forManager().toMap();
        Map<String, Object> hashed = forStorageServer().toMap();
        String[] keys = {"upload_file", "delete_file", "storage_manage_token", "transfer_jwt_secret"};
        assertThat(plain).containsOnlyKeys(keys);
        assertThat(hashed).containsOnlyKeys(keys);
        assertThat(plain.values())
                .doesNotHaveDuplicates()
                .allSatisfy(secret -> assertThat(secret.toString()).matches("[A-Za-z0-9_-]{43}"));
        for (String token : MANAGE_TOKENS) {
            String hash = String.valueOf(hashed.get(token));
            assertThat(hash).startsWith("$2a$" + cost + "$").hasSize(60);
            assertThat(verifies(String.valueOf(plain.get(token)), hash)).isTrue();
            assertThat(verifies(plain.get(token) + "x", hash)).isFalse();
        }
        assertThat(hashed.get("transfer_jwt_secret")).isEqualTo(plain.get("transfer_jwt_secret"));
    }

    private static boolean verifies(String plain, String hash) {
        return BCrypt.verifyer()
                .verify(plain.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8))
                .verified;
    }
}
