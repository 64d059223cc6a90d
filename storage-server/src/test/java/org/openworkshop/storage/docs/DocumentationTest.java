/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** What README.md and docs/ name exists: pages, sections, files, flags, settings, variables. */
class DocumentationTest {
    private static final Path ROOT = Page.ROOT;

    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");
    private static final Pattern OUR_PROGRAM = Pattern.compile("(storage-server|token-gen|watchdog)[^ ]*\\.jar");
    private static final Pattern OUR_COMMAND = Pattern.compile(
            "(serve|dev|check-config|print-config|callbacks|jobs|sweep|class-archive|token-gen|storage-server|watchdog)\\b.*");
    private static final Pattern SETTING = Pattern.compile("([a-z_]+(?:\\.[a-z_0-9]+)+)(?: = .*)?");
    private static final Pattern VARIABLE = Pattern.compile("\\bOW_[A-Z0-9_]*[A-Z0-9]\\b(?!_)");
    private static final Pattern FILE = Pattern.compile("\\.?[A-Za-z0-9_-]+(?:/[A-Za-z0-9_.-]+)+/?");

    /** Begins of paths that are meant to be in this repository. */
    private static final Set<String> FOLDERS =
            Set.of("docs", "systemd", "storage-server", "watchdog", "token-gen", ".ci", ".mvn", "packaging");

    /** Options of other programs that stand alone between backticks. */
    private static final Set<String> FOREIGN_FLAGS = Set.of(
            "--host",
            "--port",
            "--access-log",
            "--ulimit",
            "--restart",
            "--tmpfs",
            "--format",
            "--stop-timeout",
            "--memory",
            "--log-opt");

    @Test
    void linksLeadToPagesAndSectionsThatExist() throws IOException {
        assertThat(problems(page -> page.links().stream().filter(link -> !leadsSomewhere(page, link))))
                .isEmpty();
    }

    private static boolean leadsSomewhere(Page page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page.file()
                : page.file().resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1
                        || (target.toString().endsWith(".md")
                                && Page.read(target).anchors().contains(parts[1])));
    }

    @Test
    void runbooksOfAlertsExist() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                Page.matches(Pattern.compile("\\bdocs/([a-z-]+\\.md)#([a-z-]+)"), Files.readString(file))
                        .filter(link -> !Page.read(ROOT.resolve("docs").resolve(link.group(1)))
                                .anchors()
                                .contains(link.group(2)))
                        .forEach(link -> wrong.add(link.group()));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPageIsInTheIndex() throws IOException {
        Page index = Page.read(ROOT.resolve("docs/README.md"));
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            assertThat(pages.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.endsWith(".md") && !name.equals("README.md")))
                    .isNotEmpty()
                    .isSubsetOf(index.links());
        }
    }

    @Test
    void filesOfTheRepositoryExist() throws IOException {
        assertThat(problems(page -> page.code().stream()
                        .flatMap(code -> Stream.of(code.split("[\\s,;'\"()]+")))
                        .filter(word -> FILE.matcher(word).matches())
                        .filter(word -> FOLDERS.contains(word.substring(0, word.indexOf('/'))))
                        .filter(word -> !word.contains("/target/") && !word.contains("/.cifuzz-corpus"))
                        .filter(word -> !Files.exists(ROOT.resolve(word)))))
                .isEmpty();
    }

    @Test
    void flagsOfOurProgramsExist() throws IOException {
        Set<String> known = new HashSet<>(Set.of("--help", "--version"));
        Pattern literal = Pattern.compile("\"(--[a-z][a-z0-9-]*)");
        for (String module : List.of("storage-server", "token-gen", "watchdog")) {
            for (Path source : javaFiles(ROOT.resolve(module).resolve("src/main/java"))) {
                Page.matches(literal, Files.readString(source)).forEach(each -> known.add(each.group(1)));
            }
        }
        assertThat(known).contains("--config", "--ingest");
        assertThat(problems(page -> page.code().stream()
                        .flatMap(code -> Page.matches(FLAG, ours(code)).map(each -> each.group()))
                        .filter(flag -> !known.contains(flag) && !FOREIGN_FLAGS.contains(flag))))
                .isEmpty();
    }

    /** The part of a command that one of our programs reads; empty for commands of others. */
    private static String ours(String code) {
        var jar = OUR_PROGRAM.matcher(code);
        if (jar.find() && code.contains("-jar ")) {
            return code.substring(jar.end()).split("[|;&#]")[0];
        }
        return code.startsWith("--") || OUR_COMMAND.matcher(code).matches() ? code.split("[|;&#]")[0] : "";
    }

    @Test
    void settingsExist() throws IOException {
        Set<String> keys = settings();
        // Attributes of traces have names of the same form.
        Set<String> used = new HashSet<>();
        for (Path source : javaFiles(ROOT.resolve("storage-server/src/main/java"))) {
            Page.matches(Pattern.compile("\"([a-z_]+\\.[a-z_.]+)\""), Files.readString(source))
                    .forEach(each -> used.add(each.group(1)));
        }
        Set<String> sections = new HashSet<>();
        keys.forEach(key -> sections.add(key.substring(0, key.indexOf('.'))));
        assertThat(problems(page -> page.spans().stream()
                        .map(span -> SETTING.matcher(span))
                        .filter(span -> span.matches())
                        .map(span -> span.group(1))
                        .filter(name -> sections.contains(name.substring(0, name.indexOf('.'))))
                        .filter(name -> keys.stream().noneMatch(key -> key.equals(name) || key.startsWith(name + ".")))
                        .filter(name -> !used.contains(name))
                        .filter(name -> !isRoom(name) && !name.matches(".*\\.(jar|toml|md|log|sock|pem|service)"))))
                .isEmpty();
    }

    @Test
    void settingsInSamplesExist() throws IOException {
        Set<String> keys = settings();
        assertThat(problems(page -> page.blocks().stream()
                        .filter(block -> block.language().equals("toml"))
                        .flatMap(block -> wrongIn(block.text().replaceAll("(?m)^ +", ""), keys))))
                .isEmpty();
    }

    private static Stream<String> wrongIn(String toml, Set<String> keys) {
        TomlParseResult parsed = Toml.parse(toml);
        List<String> wrong = new ArrayList<>();
        parsed.errors().forEach(error -> wrong.add(error.toString()));
        parsed.dottedKeySet().stream().filter(key -> !keys.contains(key)).forEach(wrong::add);
        return wrong.stream();
    }

    @Test
    void variablesOfTheServerExist() throws IOException {
        Set<String> known = new HashSet<>();
        settings().forEach(key -> known.add("OW_" + key.replace('.', '_').toUpperCase(java.util.Locale.ROOT)));
        assertThat(problems(page -> Page.matches(VARIABLE, page.text())
                        .map(each -> each.group())
                        .filter(name -> !known.contains(name))))
                .isEmpty();
    }

    /** As docs/configuration.md lists them, which another test compares with the program. */
    private static Set<String> settings() {
        Set<String> keys = new HashSet<>();
        Page.matches(
                        Pattern.compile("(?m)^### `([a-z0-9_.]+)`$"),
                        Page.read(ROOT.resolve("docs/configuration.md")).text())
                .forEach(each -> keys.add(each.group(1)));
        assertThat(keys).hasSizeGreaterThan(50);
        return keys;
    }

    /** Packages and their classes are named like settings. */
    private static boolean isRoom(String name) {
        return Files.isDirectory(ROOT.resolve("storage-server/src/main/java/org/openworkshop/storage")
                .resolve(name.replace('.', '/')));
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** Each with the page it stands on. */
    private static List<String> problems(Function<Page, Stream<String>> wrong) throws IOException {
        List<String> all = new ArrayList<>();
        for (Page page : Page.all()) {
            wrong.apply(page).distinct().forEach(each -> all.add(page.name() + ": " + each));
        }
        return all;
    }
}
