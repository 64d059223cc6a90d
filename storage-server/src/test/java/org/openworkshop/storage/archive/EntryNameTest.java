/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EntryNameTest {
    private static final Path ROOT = Path.of("/some/root");

    /** Mostly names that are nearly dangerous, some of any characters. */
    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> hostile = Arbitraries.of(
                        "/",
                        "\\",
                        ".",
                        "..",
                        "...",
                        "a",
                        "C:",
                        ":",
                        " ",
                        "-",
                        "\u0001",
                        "\0",
                        "é",
                        "con",
                        "~",
                        "%2e%2e",
                        "\ud83d\ude00",
                        "\ud83d")
                .list()
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
        return Arbitraries.oneOf(hostile, Arbitraries.strings().ofMaxLength(30));
    }

    @Property(tries = 2000)
    void acceptedNamesStayInsideAndAreTheirOwnNormalForm(@ForAll("names") String raw, @ForAll boolean directory) {
        String name;
        try {
            name = EntryName.normalise(raw, directory);
        } catch (ArchiveException e) {
            assertThat(e.reason()).isEqualTo(ArchiveException.Reason.UNREADABLE);
            return;
        }
        if (name.isEmpty()) {
            assertThat(directory).isTrue();
            return;
        }
        assertThat(name).doesNotContain("\\", "//", "\0").doesNotStartWith("/").doesNotEndWith("/");
        assertThat(name.split("/", -1)).doesNotContain("", ".", "..");
        assertThat(name).doesNotMatch("(?s)[A-Za-z]:.*");
        assertThat(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(name);
        assertThat(normalised(name)).isEqualTo(name);
        assertThat(ROOT.resolve(name).normalize().toString()).startsWith(ROOT + "/");
    }

    @Property
    void separatorsAreAlike(@ForAll("names") String raw) {
        assertThat(outcome(raw.replace('/', '\\'))).isEqualTo(outcome(raw));
    }

    @Property
    void ordinaryNamesAreKeptAsTheyAre(@ForAll("ordinary") String name) {
        assertThat(normalised(name)).isEqualTo(name);
    }

    @Provide
    Arbitrary<String> ordinary() {
        Arbitrary<String> segment = Arbitraries.of(
                "a.txt", "-rf", "con.txt", "trailing.", "two..dots", "…", "\u0007bell", " blank ", "a:b");
        return segment.list().ofMinSize(1).ofMaxSize(5).map(parts -> "x/" + String.join("/", parts));
    }

    @Example
    void longestNameIsBounded() throws ArchiveException {
        assertThat(EntryName.normalise("é".repeat(32_767), false)).hasSize(32_767);
        assertThatThrownBy(() -> EntryName.normalise("é".repeat(32_768), false)).hasMessageContaining("too long");
    }

    @Example
    void quotedNamesFitOnOneBoundedLine() {
        assertThat(EntryName.quote("a\nb\u001b[31m")).isEqualTo("\"a?b?[31m\"");
        assertThat(EntryName.quote("x".repeat(10_000))).hasSizeLessThan(250);
    }

    private static String normalised(String raw) {
        try {
            return EntryName.normalise(raw, false);
        } catch (ArchiveException e) {
            throw new AssertionError(e);
        }
    }

    private static String outcome(String raw) {
        try {
            return EntryName.normalise(raw, false);
        } catch (ArchiveException e) {
            return "refused";
        }
    }
}
