/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferExceptionTest {
    private static TransferException refused(String detail) {
        return new TransferException(FailureReason.REPACK_FAILED, detail);
    }

    @Test
    void ordinaryDetailsStayAsTheyAre() {
        String text = "Entry \"мод/файл – 説明 \uD83D\uDE00.txt\" is a symbolic link";
        assertThat(refused(text).detail()).isEqualTo(text);
        assertThat(refused(text)).hasMessage(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\rb", "a\tb", "a\u0000b", "a\u001bb", "a\u0085b", "a\u2028b", "a\u2029b", "a\u202eb"})
    void whatCouldBreakOrTurnALineIsReplaced(String detail) {
        assertThat(refused(detail).detail()).isEqualTo("a?b");
    }

    @Test
    void halvesOfCharactersAreReplacedSoThatTheRecordCanBeWritten() throws IOException {
        String detail = refused("a\uD83D" + "b\uDE00").detail();
        assertThat(detail).isEqualTo("a?b?");
        assertThat(new ObjectMapper()
                        .readTree(new ObjectMapper().writeValueAsBytes(detail))
                        .asText())
                .isEqualTo(detail);
    }

    @Test
    void longDetailsAreCutBetweenCharacters() {
        assertThat(refused("x".repeat(500)).detail()).isEqualTo("x".repeat(500));
        assertThat(refused("x".repeat(501)).detail()).isEqualTo("x".repeat(499) + "…");
        String emoji = refused("x" + "\uD83D\uDE00".repeat(400)).detail();
        assertThat(emoji).hasSizeLessThanOrEqualTo(500).endsWith("\uD83D\uDE00…");
        String shifted = refused("\uD83D\uDE00".repeat(400)).detail();
        assertThat(shifted).hasSizeLessThanOrEqualTo(500).endsWith("\uD83D\uDE00…");
    }
}
