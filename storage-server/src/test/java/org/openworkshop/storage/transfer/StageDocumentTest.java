/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/durability.md against the program. */
class StageDocumentTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z]+)` \\|((?: `[a-z]+`,?)*) ?\\|");
    private static final Pattern NAME = Pattern.compile("`([a-z]+)`");

    @Test
    void listsEveryTransitionAndNoOther() throws IOException {
        String text = Files.readString(Path.of("../docs/durability.md"));
        String table = text.substring(text.indexOf("### Stages"), text.indexOf("Besides, any stage"));
        Map<Stage, Set<Stage>> documented = new TreeMap<>();
        ROW.matcher(table).results().forEach(row -> documented.put(stage(row), successors(row.group(2))));
        Map<Stage, Set<Stage>> allowed = Arrays.stream(Stage.values())
                .collect(Collectors.toMap(stage -> stage, StageDocumentTest::allowed, (a, b) -> a, TreeMap::new));
        assertThat(documented).isEqualTo(allowed);
    }

    private static Set<Stage> allowed(Stage from) {
        return EnumSet.allOf(Stage.class).stream()
                .filter(to -> to != Stage.PENDING && to != Stage.ERROR && from.mayBecome(to))
                .collect(Collectors.toSet());
    }

    private static Stage stage(MatchResult name) {
        return Stage.find(name.group(1)).orElseThrow();
    }

    private static Set<Stage> successors(String cell) {
        return NAME.matcher(cell).results().map(StageDocumentTest::stage).collect(Collectors.toSet());
    }
}
