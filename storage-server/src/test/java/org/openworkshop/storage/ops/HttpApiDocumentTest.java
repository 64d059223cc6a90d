/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.web.ErrorCode;

/** docs/http-api.md against the program. */
class HttpApiDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/http-api.md");
    private static final String TABLE = "## All error codes";

    @Test
    void listsEveryErrorCodeAndNoOther() throws IOException {
        List<String> rows = text().substring(text().indexOf(TABLE))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(HttpApiDocumentTest::row)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyPhraseIsExplainedBeforeTheTable(ErrorCode code) throws IOException {
        assertThat(text().substring(0, text().indexOf(TABLE))).contains("`" + phrase(code) + "`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/download/{type}/{path}",
                "/upload",
                "/delete",
                "/transfer/start",
                "/transfer/upload",
                "/transfer/ws/{job_id}",
                "/transfer/repack",
                "/transfer/move"
            })
    void everyCallHasAChapter(String path) throws IOException {
        assertThat(text().lines().filter(line -> line.startsWith("## ") && line.endsWith(" " + path)))
                .hasSize(1);
    }

    private static String row(ErrorCode code) {
        return "| `%s` | %d | `%s` |".formatted(code.name().toLowerCase(Locale.ROOT), code.status(), phrase(code));
    }

    private static String phrase(ErrorCode code) {
        return code.phrase().replace("%s", "<name>");
    }

    private static String text() throws IOException {
        return Files.readString(DOCUMENT);
    }
}
