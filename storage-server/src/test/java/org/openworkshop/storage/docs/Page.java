/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page of the documentation, taken apart as far as its claims can be checked.
 *
 * @param spans what stands between backticks
 * @param blocks fenced code, each with the language of its fence
 * @param links targets of links, without those to other hosts
 * @param anchors what a link to this page may name behind {@code #}
 */
record Page(Path file, String text, List<String> spans, List<Block> blocks, List<String> links, Set<String> anchors) {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```([a-z]*)\\n(.*?)^ *```$");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
    private static final Pattern NAMED = Pattern.compile("<a id=\"([^\"]+)\">");

    /** Fenced code. */
    record Block(String language, String text) {
        /** Its lines, with those that a backslash continues put together. */
        List<String> commands() {
            return text.replaceAll("\\\\\\n\\s*", " ")
                    .lines()
                    .map(String::strip)
                    .toList();
        }
    }

    static Page read(Path file) {
        try {
            String text = Files.readString(file);
            List<Block> blocks = new ArrayList<>();
            FENCE.matcher(text).results().forEach(each -> blocks.add(new Block(each.group(1), each.group(2))));
            String prose = FENCE.matcher(text).replaceAll("");
            String bare = SPAN.matcher(prose).replaceAll("code");
            return new Page(
                    file,
                    text,
                    firsts(SPAN, prose),
                    blocks,
                    firsts(LINK, bare).stream()
                            .filter(link -> !link.matches("(https?|mailto):.*"))
                            .toList(),
                    anchors(prose));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README.md and everything below docs. */
    static List<Page> all() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            files.filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .map(Page::read)
                    .toList();
        }
    }

    String name() {
        return ROOT.relativize(file).toString();
    }

    /** Commands and spans: where somebody would copy from. */
    List<String> code() {
        List<String> code = new ArrayList<>(spans);
        blocks.forEach(block -> code.addAll(block.commands()));
        return code;
    }

    private static Set<String> anchors(String prose) {
        Set<String> anchors = new HashSet<>(firsts(NAMED, prose));
        for (String heading : firsts(HEADING, prose)) {
            String plain =
                    heading.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").toLowerCase(Locale.ROOT);
            String slug = plain.replaceAll("[^\\p{L}\\p{N}_ -]", "").strip().replace(' ', '-');
            String unique = slug;
            for (int i = 1; !anchors.add(unique); i++) {
                unique = slug + "-" + i;
            }
        }
        return anchors;
    }

    private static List<String> firsts(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(each -> each.group(1)).toList();
    }

    static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
