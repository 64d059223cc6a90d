/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.TestServer;

/** Calls and metrics in the documentation against a running server, and warnings against the source. */
class OperationsDocumentTest {
    private static final Pattern CALL = Pattern.compile("\\b(?:GET|HEAD|POST|PUT|DELETE|OPTIONS) (/[^\\s`?\"\\\\]*)");
    private static final Pattern ADDRESS =
            Pattern.compile("https?://(?:127\\.0\\.0\\.1:8000|storage\\.example)(/[A-Za-z/._{}-]*)");
    private static final Pattern METRIC = Pattern.compile("\\bstorage_[a-z_]+[a-z]\\b");
    private static final Pattern WARNING =
            Pattern.compile("\\bLOG\\.(?:warn|error)\\(\\s*(?:\\w+ \\? )?((?:\"(?:[^\"\\\\]|\\\\.)*\"[\\s+:]*)+)");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"(\\s*\\+)?");

    /** What the server calls, what the stand-in Manager answers, and what is off by default. */
    private static final List<String> ELSEWHERE =
            List.of("/mod/", "/internal/storage/transfer-completions", "/api/", "/admin", "/protected/");

    /** Settings, fields and error codes that look like metrics. */
    private static final Set<String> NO_METRICS =
            Set.of("storage_manage_token", "storage_server", "storage_busy", "storage_type");

    @TempDir
    static Path mainDir;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(mainDir, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void callsExist() throws Exception {
        List<Pattern> known = new ArrayList<>();
        new ObjectMapper()
                .readTree(server.get("/openapi.json").body())
                .path("paths")
                .fieldNames()
                .forEachRemaining(path -> known.addAll(List.of(matching(path), beginOf(path))));
        assertThat(known).hasSizeGreaterThan(8);
        List<String> wrong = new ArrayList<>();
        for (Page page : Page.all()) {
            for (String code : page.code()) {
                Stream.concat(Page.matches(CALL, code), Page.matches(ADDRESS, code))
                        .map(each -> each.group(1).replaceAll("[.:,;)]+$", ""))
                        .filter(path -> ELSEWHERE.stream().noneMatch(path::startsWith))
                        .filter(path -> known.stream()
                                .noneMatch(each -> each.matcher(path).matches()))
                        .filter(path -> status(path) != 200)
                        .forEach(path -> wrong.add(page.name() + ": " + path));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** {@code {name}} stands for anything; the last one, a path, also for several segments. */
    private static Pattern matching(String path) {
        String pattern = Stream.of(path.split("(?=\\{)|(?<=\\})"))
                .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
                .reduce("", String::concat);
        return Pattern.compile(path.endsWith("{path}") ? pattern + "(/.*)?" : pattern);
    }

    /** What stands before the first name, as routes are called in figures and traces. */
    private static Pattern beginOf(String path) {
        return Pattern.compile(Pattern.quote(path.replaceAll("/?\\{.*", "")));
    }

    private static int status(String path) {
        try {
            return server.get(path).statusCode();
        } catch (IOException | InterruptedException | IllegalArgumentException e) {
            return 0;
        }
    }

    @Test
    void metricsExist() throws Exception {
        Files.write(Files.createDirectories(mainDir.resolve("archive/mods/1")).resolve("x.zip"), new byte[1]);
        // Some figures appear with what they count.
        server.get("/download/archive/mods/1/x.zip");
        await().untilAsserted(() -> assertThat(unknownMetrics()).isEmpty());
    }

    private static Set<String> unknownMetrics() throws IOException, InterruptedException {
        Set<String> known = new HashSet<>();
        server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .forEach(line -> known.add(line.split(" ")[2]));
        assertThat(known).contains("storage_free_space");
        Set<String> wrong = new TreeSet<>();
        for (Page page : Page.all()) {
            for (String code : page.code()) {
                Page.matches(METRIC, code)
                        .map(each -> each.group())
                        .filter(name -> !NO_METRICS.contains(name) && !known.contains(name))
                        .filter(name -> !known.contains(name.replaceAll("_(bucket|sum|count)$", "")))
                        .forEach(name -> wrong.add(page.name() + ": " + name));
            }
        }
        return wrong;
    }

    @Test
    void everyWarningAndErrorIsExplained() throws IOException {
        Page page = Page.read(Page.ROOT.resolve("docs/operations.md"));
        Set<String> explained = new HashSet<>(page.spans());
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher statement = WARNING.matcher(Files.readString(file));
                while (statement.find()) {
                    sentences(statement.group(1)).stream()
                            .filter(sentence -> !explained.contains(sentence))
                            .forEach(missing::add);
                }
            }
        }
        assertThat(missing).as("rows of the last table of docs/operations.md").isEmpty();
    }

    private static List<String> sentences(String literals) {
        List<String> all = new ArrayList<>();
        boolean goesOn = false;
        Matcher text = TEXT.matcher(literals);
        while (text.find()) {
            all.add(goesOn ? all.remove(all.size() - 1) + text.group(1) : text.group(1));
            goesOn = text.group(2) != null;
        }
        return all.stream().map(each -> each.split(" [a-z][a-z0-9_]*=")[0]).toList();
    }
}
