/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AreaPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "./a",
                "a/.",
                "a/./b",
                "../a",
                "a/..",
                "a/../b",
                "a\\b",
                "\\a",
                "a\0b",
                "a\nb",
                "a\u007fb",
                "a\u0085b",
                "%2e%2e/a",
                "a/%2E%2E%2fb",
                "..%2fa",
                "%2e%2e%5ca",
                "a%00b",
                "\ud800"
            })
    void hostilePathIsRefused(String path) {
        assertThatThrownBy(() -> AreaPath.parse(Area.ARCHIVE, path)).isInstanceOf(RefusedPathException.class);
    }

    @Test
    void overlongPathsAndSegmentsAreRefused() {
        assertThatThrownBy(() -> AreaPath.parse(Area.ARCHIVE, "ä".repeat(128)))
                .isInstanceOf(RefusedPathException.class);
        assertThatThrownBy(() -> AreaPath.parse(Area.ARCHIVE, "abc/".repeat(1100) + "x"))
                .isInstanceOf(RefusedPathException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "mods/5/x.zip", "...", "a..b/..c", "100%.zip", "%zz", "имя/ファイル.zip", "a b/ c", "-rf", "~"})
    void ordinaryPathIsTakenAsItIs(String path) throws RefusedPathException {
        AreaPath parsed = AreaPath.parse(Area.RESOURCE, path);
        assertThat(parsed.relative()).isEqualTo(path);
        assertThat(parsed).hasToString("resource/" + path);
        assertThat(parsed.segments()).isEqualTo(List.of(path.split("/", -1)));
    }

    @Property
    void whateverIsAcceptedStaysInsideItsArea(@ForAll String path) {
        Path root = Path.of("root", "archive");
        try {
            AreaPath parsed = AreaPath.parse(Area.ARCHIVE, path);
            Path resolved = root.resolve(parsed.relative());
            assertThat(resolved.normalize().equals(resolved)).isTrue();
            assertThat(resolved.startsWith(root) && !resolved.equals(root)).isTrue();
        } catch (RefusedPathException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
