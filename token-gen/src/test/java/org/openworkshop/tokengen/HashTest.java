/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashing a token that exists already. */
class HashTest {
    private final TokenGen tokenGen = new TokenGen();

    private String hash(String typed) {
        assertThat(tokenGen.typing(typed).run("hash", "--cost=10")).isZero();
        assertThat(tokenGen.out()).hasLineCount(1).startsWith("$2a$10$");
        return tokenGen.out().strip();
    }

    private static boolean verifies(String token, String hash) {
        return BCrypt.verifyer()
                .verify(token.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8))
                .verified;
    }

    @ParameterizedTest
    @ValueSource(strings = {"the token", "the token\n", "the token\r\n"})
    void oneLineEndIsNoPartOfTheToken(String typed) {
        assertThat(verifies("the token", hash(typed))).isTrue();
        assertThat(tokenGen.err()).isEmpty();
    }

    @Test
    void costIs12WhenNobodyAsks() {
        assertThat(tokenGen.typing("token").run("hash")).isZero();
        assertThat(tokenGen.out()).startsWith("$2a$12$");
    }

    @Test
    void allOf72BytesCount() {
        String longest = "ж".repeat(36);
        assertThat(verifies(longest, hash(longest))).isTrue();
        assertThat(verifies(longest.substring(1) + "x", hash(longest))).isFalse();
    }

    @Test
    void whatBcryptWouldNotLookAtIsRefused() {
        String tooLong = "secret".repeat(12) + "!";
        assertThat(tokenGen.typing(tooLong + "\n").run("hash")).isEqualTo(1);
        assertThat(tokenGen.out()).isEmpty();
        assertThat(tokenGen.err()).hasLineCount(1).contains("73 bytes", "72").doesNotContain("secretsecret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two\nlines", "tab\tinside", "nul\0", "line\n\n"})
    void whatIsNoTokenIsRefused(String typed) {
        assertThat(tokenGen.typing(typed).run("hash")).isEqualTo(1);
        assertThat(tokenGen.out()).isEmpty();
        assertThat(tokenGen.err()).hasLineCount(1).startsWith("token-gen: The token ");
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertThat(tokenGen.typing(new byte[] {(byte) 0xff, 'a'}).run("hash")).isEqualTo(1);
        assertThat(tokenGen.err()).contains("UTF-8");
        assertThat(tokenGen.typing(new byte[1 << 20]).run("hash")).isEqualTo(1);
        assertThat(tokenGen.err()).contains("more than");
    }

    @Test
    void blankAroundTheTokenIsPointedOut() {
        assertThat(verifies(" token", hash(" token"))).isTrue();
        assertThat(tokenGen.err()).contains("blank");
    }

    @Test
    void tokenIsNotTakenFromTheCommandLine() {
        assertThat(tokenGen.run("hash", "my-token")).isEqualTo(2);
        assertThat(tokenGen.out()).isEmpty();
    }
}
