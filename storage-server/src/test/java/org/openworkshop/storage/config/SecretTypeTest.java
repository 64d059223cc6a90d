/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTypeTest {
    private static final SecretType KEY = SecretType.signingKey();
    private static final SecretType HASH = SecretType.bcryptHash();

    @TempDir
    Path folder;

    private String read(SecretType type, String text, Map<String, String> environment) throws BadValueException {
        return type.fromText(text, new Surroundings(environment, folder, 1)).reveal();
    }

    private BadValueException refusal(SecretType type, String text) {
        BadValueException refused =
                catchThrowableOfType(BadValueException.class, () -> read(type, text, Map.of("SHORT", "hunter2")));
        assertThat(refused).isNotNull();
        return refused;
    }

    @Test
    void keyIsCountedInBytesOfUtf8() throws Exception {
        String sixteenCharactersOfTwoBytes = "\u00fc".repeat(16);

        assertThat(read(KEY, sixteenCharactersOfTwoBytes, Map.of())).isEqualTo(sixteenCharactersOfTwoBytes);
        assertThat(refusal(KEY, "x".repeat(31)).what()).isEqualTo("is 31 bytes long, and HS256 needs at least 32");
        assertThat(refusal(KEY, "x".repeat(31)).expected()).contains("java -jar token-gen.jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void oneLineEndOfTheFileIsNoPartOfTheSecret(String end) throws Exception {
        Files.writeString(folder.resolve("key"), Examples.KEY + end);

        assertThat(read(KEY, "file:" + folder.resolve("key"), Map.of())).isEqualTo(Examples.KEY);
        assertThat(read(KEY, "file:key", Map.of())).isEqualTo(Examples.KEY);
    }

    @Test
    void furtherLineEndsAreRefused() throws IOException {
        Files.writeString(folder.resolve("key"), Examples.KEY + "\n\n");

        assertThat(refusal(KEY, "file:key").what()).isEqualTo("holds a line end");
    }

    @Test
    void environmentReferenceIsFollowedOnce() throws Exception {
        assertThat(read(KEY, "env:A", Map.of("A", Examples.KEY))).isEqualTo(Examples.KEY);
        String literal = "file:/this/is/the/secret/itself/not/a/path";
        assertThat(read(KEY, "env:A", Map.of("A", literal))).isEqualTo(literal);
    }

    @Test
    void referencesThatLeadNowhereAreNamed() throws IOException {
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1});
        Files.write(folder.resolve("huge"), new byte[64 * 1024 + 1]);

        assertThat(refusal(KEY, "env:NOPE").what()).contains("\"NOPE\"", "not set");
        assertThat(refusal(KEY, "file:nope").what()).contains("\"nope\"", "does not exist");
        assertThat(refusal(KEY, "file:").what()).contains("cannot be read");
        assertThat(refusal(KEY, "file:a\u0000b").what()).contains("no path");
        assertThat(refusal(KEY, "file:binary").what()).contains("not UTF-8");
        assertThat(refusal(KEY, "file:huge").what()).contains("over 64 KiB");
        assertThat(refusal(KEY, "env:SHORT").what()).contains("7 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2y"})
    void realHashesAreAccepted(String version) throws Exception {
        BCrypt.Version made = List.of(BCrypt.Version.VERSION_2A, BCrypt.Version.VERSION_2B, BCrypt.Version.VERSION_2Y)
                .get("aby".indexOf(version.charAt(1)));
        String hash = BCrypt.with(made).hashToString(4, "token".toCharArray());

        assertThat(read(HASH, hash, Map.of())).isEqualTo(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "my-plain-token",
                "$2b$12$short",
                "$2x$04$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K",
                "$2b$4$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5KK",
                "$2b$04$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5!",
                "$2b$04$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K\n",
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
                "$2b$03$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K",
                "$2b$31$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K"
            })
    void whatIsNoUsableHashIsRefused(String text) {
        assertThat(refusal(HASH, text).what()).contains("bcrypt hash");
    }

    @Test
    void plainTokenGetsAHint() {
        BadValueException refused = refusal(HASH, "my-plain-token");

        assertThat(refused.what()).contains("is it the plain token").doesNotContain("my-plain-token");
        assertThat(refused.expected()).contains("java -jar token-gen.jar");
    }

    @Test
    void recordsDoNotShowSecrets() throws Exception {
        assertThat(ConfigReader.read(null, Examples.required()).toString())
                .doesNotContain(Examples.KEY)
                .doesNotContain(Examples.HASH)
                .contains("(secret)");
    }
}
