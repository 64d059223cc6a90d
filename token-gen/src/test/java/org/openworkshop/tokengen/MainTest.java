/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomlj.TomlTable;

class MainTest {
    private final TokenGen tokenGen = new TokenGen();

    private int run(String... args) {
        return tokenGen.run(args);
    }

    @Test
    void bothSidesGetSecretsThatFitEachOther() {
        assertThat(run("--cost", "10")).isZero();
        new Output(tokenGen.out()).assertUsable(10);
        assertThat(tokenGen.err()).isEmpty();
    }

    @Test
    void costIs12WhenNobodyAsks() {
        assertThat(run()).isZero();
        new Output(tokenGen.out()).assertUsable(12);
    }

    @Test
    void wholeOutputIsOneTomlDocument() {
        run("--cost=11");
        TomlTable document = new Output(tokenGen.out()).whole();
        assertThat(document.getString("upload_file")).isNotEmpty();
        assertThat(document.getString("tokens.upload_file")).startsWith("$2a$11$");
    }

    @Test
    void sentencesSayWhatGoesWhere() {
        run("--cost=10");
        assertThat(tokenGen.out().lines().filter(line -> line.startsWith("#")))
                .anyMatch(line -> line.contains("For Manager"))
                .anyMatch(line -> line.contains("For the storage server") && line.contains("config.toml"));
    }

    @Test
    void noTwoRunsShareASecretOrASalt() {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            run("--cost=10");
            Output output = new Output(tokenGen.out());
            seen.addAll(output.forManager().toMap().values());
            for (String token : Output.MANAGE_TOKENS) {
                String hash = String.valueOf(output.forStorageServer().getString(token));
                seen.add(hash.substring(0, 29)); // version, cost and salt
            }
        }
        assertThat(seen).hasSize(2 * (4 + 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "17", "0", "-12", "4294967308", "12.0", "twelve", "", "0xc"})
    void costOutsideItsRangeIsWrongUsage(String cost) {
        assertThat(run("--cost=" + cost)).isEqualTo(2);
        assertThat(tokenGen.out()).isEmpty();
        assertThat(tokenGen.err()).contains("--cost", "Usage: token-gen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"twelve", "--costs=12", "-x", "@/etc/hostname", "--cost"})
    void unknownArgumentsAreWrongUsage(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(tokenGen.out()).isEmpty();
        assertThat(tokenGen.err()).contains("Usage: token-gen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden-word", "--secret=hidden-word", "-xhidden-word"})
    void whatMayBeASecretIsNotRepeated(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(tokenGen.out() + tokenGen.err())
                .doesNotContain("hidden-word")
                .contains("Usage: token-gen");
    }

    @Test
    void helpIsNoErrorAndMakesNoSecrets() {
        assertThat(run("--help")).isZero();
        assertThat(tokenGen.out()).contains("--cost", "10 to 16").doesNotContain("[tokens]");
        assertThat(tokenGen.err()).isEmpty();
    }

    @Test
    void outputThatIsLostIsAFailure() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        int code = tokenGen.run(new PrintWriter(full), "--cost=10");
        assertThat(code).isEqualTo(1);
        assertThat(tokenGen.err()).hasLineCount(1).contains("could not be written");
    }

    @Test
    void secretsDoNotShowThemselvesInLogs() {
        InstallationSecrets secrets = new SecretGenerator(new SecureRandom()).generate(10);
        assertThat(secrets.toString())
                .contains("upload_file")
                .doesNotContain(secrets.transferSecret(), "$2a$")
                .doesNotContain(secrets.tokens().get(0).plain());
    }
}
