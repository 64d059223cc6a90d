/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.TestServer;

/** What is written about the metrics, compared with what a running server tells: the page, the alert rules and the dashboard. */
class MetricsDocumentTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern ROW =
            Pattern.compile("\\| `(\\w+)` \\| (counter|gauge|histogram|summary) \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|");

    @TempDir
    static Path mainDir;

    private static TestServer server;
    private static Scrape figures;

    @BeforeAll
    static void scrape() throws Exception {
        server = new TestServer(mainDir, Map.of());
        // Some figures are there once there was something to count.
        server.send(server.request("/upload").POST(BodyPublishers.noBody()));
        Scrape.of(server);
        System.gc();
        await().untilAsserted(() -> {
            figures = Scrape.of(server);
            assertThat(figures.families())
                    .containsKeys(
                            "storage_http_requests_total",
                            "storage_health_check_ok",
                            "jvm_memory_pool_allocated_bytes_total");
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyMetricIsDocumentedWithItsTypeAndLabels() throws Exception {
        Map<String, String> told = new TreeMap<>();
        figures.families()
                .forEach((name, family) -> told.put(name, family.type() + " " + new TreeSet<>(family.labels())));
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(DOCS.resolve("metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = Pattern.compile("`(\\w+)`")
                        .matcher(row.group(3))
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(documented.put(row.group(1), row.group(2) + " " + labels))
                        .as(row.group(1))
                        .isNull();
                assertThat(row.group(4)).as(row.group(1)).isNotBlank();
            }
        }
        assertThat(documented).isEqualTo(told);
    }

    @Test
    void everyMetricHasAHelpText() throws Exception {
        List<String> lines = server.get("/metrics").body().lines().toList();
        figures.families()
                .keySet()
                .forEach(name -> assertThat(lines).anyMatch(line -> line.startsWith("# HELP " + name + " ")));
    }

    @Test
    void everyValueOfAClosedLabelIsDocumented() throws Exception {
        String page = Files.readString(DOCS.resolve("metrics.md"));
        Pattern value = Pattern.compile("(?:stage|reason|outcome|queue|way|route|check|kind)=\"([^\"]+)\"");
        Set<String> values = server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("storage_"))
                .flatMap(line -> value.matcher(line).results().map(match -> match.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(values)
                .hasSizeGreaterThan(40)
                .allSatisfy(each -> assertThat(page).contains("`" + each + "`"));
    }

    @Test
    void alertRulesNameMetricsAndLabelsThatTheServerHas() throws Exception {
        List<JsonNode> rules = alertRules();
        assertThat(rules).hasSizeGreaterThan(15);
        List<String> faults = new ArrayList<>();
        for (JsonNode rule : rules) {
            String texts = rule.path("annotations").toString();
            new PromqlQuery(rule.path("expr").textValue())
                    .faults(figures.series(), PromqlQuery.labelsIn(texts))
                    .forEach(fault -> faults.add(rule.path("alert").textValue() + ": " + fault));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhereToReadOn() throws Exception {
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : alertRules()) {
            String name = rule.path("alert").asText();
            assertThat(names.add(name)).as(name).isTrue();
            assertThat(rule.path("labels").path("severity").asText()).as(name).isIn("critical", "warning");
            assertThat(rule.path("annotations").path("summary").asText())
                    .as(name)
                    .isNotBlank();
            assertThat(rule.path("annotations").path("description").asText())
                    .as(name)
                    .isNotBlank();
            assertThat(rule.path("annotations").path("runbook").asText())
                    .as(name)
                    .matches("docs/operations\\.md#[a-z]+(-[a-z]+)*");
        }
    }

    @Test
    void dashboardNamesMetricsAndLabelsThatTheServerHas() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(DOCS.resolve("grafana/open-workshop-storage.json").toFile());
        List<String> faults = new ArrayList<>();
        int expressions = 0;
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions++;
                Set<String> legend =
                        PromqlQuery.labelsIn(target.path("legendFormat").textValue());
                new PromqlQuery(target.path("expr").textValue())
                        .faults(figures.series(), legend)
                        .forEach(fault -> faults.add(panel.path("title").textValue() + ": " + fault));
            }
        }
        assertThat(expressions).isGreaterThan(50);
        assertThat(faults).isEmpty();
    }

    @Test
    void dashboardHasARowForEachPartAndAsksTheChosenSource() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(DOCS.resolve("grafana/open-workshop-storage.json").toFile());
        List<String> rows = new ArrayList<>();
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            if (panel.path("type").asText().equals("row")) {
                rows.add(panel.path("title").asText());
            } else {
                assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
                for (JsonNode target : panel.path("targets")) {
                    assertThat(target.path("expr").asText()).contains("job=\"$job\"", "instance=~\"$instance\"");
                }
            }
        }
        assertThat(rows)
                .containsExactly(
                        "Health", "Jobs", "Queue", "Traffic", "Repacking", "Callbacks", "Access", "Disk", "JVM");
        assertThat(dashboard.path("templating").path("list").findValuesAsText("name"))
                .contains("datasource", "job", "instance");
    }

    private static List<JsonNode> alertRules() throws Exception {
        JsonNode file = new ObjectMapper(new YAMLFactory())
                .readTree(DOCS.resolve("prometheus/alerts.yaml").toFile());
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : file.path("groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules;
    }
}
