/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/operations.md against the program. */
class FailureDocumentTest {
    @Test
    void everyReasonIsExplainedAndNoOther() throws IOException {
        String text = Files.readString(Path.of("../docs/operations.md"));
        String table = text.substring(text.indexOf("## Why jobs fail"), text.indexOf("## Refused starts"));
        Set<String> explained = new TreeSet<>();
        table.lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> Pattern.compile("`([a-z_:0-9]+)`")
                        .matcher(line.split("\\|")[1])
                        .results()
                        .forEach(name -> explained.add(name.group(1))));
        assertThat(explained)
                .isEqualTo(Arrays.stream(FailureReason.values())
                        .map(reason -> reason.wireName(404))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
