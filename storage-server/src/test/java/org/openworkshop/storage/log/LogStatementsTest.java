/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every statement that logs, as it stands in the source: a plain sentence, then the data. */
class LogStatementsTest {
    private static final Pattern CALL =
            Pattern.compile("\\bLOG\\.(?:trace|debug|info|warn|error)\\(([^;]*?);", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern STYLE =
            Pattern.compile("[A-Z][^=\"\\\\{}]*[^\\s=\"\\\\{}.:,]((?: [a-z][a-z0-9_]*=(?:\\{}|\\\\\"\\{}\\\\\"))*)");
    private static final Pattern NAME = Pattern.compile(" ([a-z][a-z0-9_]*)=");
    private static final Set<String> TAKEN =
            Set.of("time", "level", "logger", "message", "error", "trace", "job_id", "jobid");

    @Test
    void eachIsASentenceWithTheDataBehindIt() throws IOException {
        Map<String, List<String>> wrong = new TreeMap<>();
        int statements = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                assertThat(source)
                        .as("%s hands texts to the log that nobody can check", file)
                        .doesNotContain("LOG::");
                Matcher call = CALL.matcher(source);
                while (call.find()) {
                    statements++;
                    patterns(call.group(1)).stream()
                            .filter(pattern -> !isGood(pattern))
                            .forEach(pattern -> wrong.computeIfAbsent(
                                            String.valueOf(file.getFileName()), name -> new ArrayList<>())
                                    .add(pattern));
                }
            }
        }
        assertThat(statements).isGreaterThan(100);
        assertThat(wrong)
                .as(
                        "LOG.info(\"Plain sentence name={} name={}\", …); names are not those of every line, and a job's is job")
                .isEmpty();
    }

    /** The first text, or both sides of {@code a ? "x" : "y"}; text put together with + counts as one. */
    private static List<String> patterns(String arguments) {
        List<String> all = new ArrayList<>();
        Matcher text = TEXT.matcher(arguments);
        int end = -1;
        while (text.find()) {
            String between =
                    end < 0 ? "" : arguments.substring(end, text.start()).strip();
            if (end >= 0 && !between.equals("+") && !between.equals(":")) {
                break;
            }
            if (between.equals("+")) {
                all.add(all.remove(all.size() - 1) + text.group(1));
            } else {
                all.add(text.group(1));
            }
            end = text.end();
        }
        return all.isEmpty() ? List.of("(no text)") : all;
    }

    private static boolean isGood(String pattern) {
        Matcher style = STYLE.matcher(pattern);
        if (!style.matches()) {
            return false;
        }
        List<String> names = NAME.matcher(style.group(1))
                .results()
                .map(each -> each.group(1))
                .toList();
        return Set.copyOf(names).size() == names.size() && names.stream().noneMatch(TAKEN::contains);
    }
}
