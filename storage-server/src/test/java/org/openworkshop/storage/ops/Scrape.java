/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openworkshop.storage.server.TestServer;

/** What a server says at {@code /metrics}, read as Prometheus reads it. */
public final class Scrape {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Map<String, List<String>> PARTS = Map.of(
            "histogram", List.of("_bucket", "_sum", "_count"),
            "summary", List.of("", "_sum", "_count"),
            "counter", List.of(""),
            "gauge", List.of(""));

    private final Map<String, Family> families = new TreeMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();

    /** A metric: its type, and the names of its labels without those that only its parts have. */
    public record Family(String type, Set<String> labels) {}

    private Scrape(String text) {
        Map<String, String> owners = new HashMap<>();
        for (String line : text.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                String name = type.group(1);
                families.put(name, new Family(type.group(2), new HashSet<>()));
                PARTS.get(type.group(2)).forEach(part -> owners.put(name + part, name));
            } else if (!line.startsWith("#") && sample.matches()) {
                String labels = sample.group(2) == null ? "" : sample.group(2);
                samples.put(
                        labels.isEmpty() ? sample.group(1) : sample.group(1) + "{" + labels + "}",
                        Double.valueOf(sample.group(3).replace("+Inf", "Infinity")));
                Set<String> names = families.get(owners.get(sample.group(1))).labels();
                LABEL.matcher(labels).results().forEach(label -> names.add(label.group(1)));
                names.removeAll(Set.of("le", "quantile"));
            }
        }
    }

    static Scrape of(TestServer server) throws Exception {
        return new Scrape(server.get("/metrics").body());
    }

    public static Scrape of(String text) {
        return new Scrape(text);
    }

    /** All metrics by name. */
    public Map<String, Family> families() {
        return families;
    }

    /** The names of the series that queries can ask for, with the labels of each. */
    Map<String, Set<String>> series() {
        Map<String, Set<String>> series = new TreeMap<>();
        families.forEach((name, family) -> PARTS.get(family.type()).forEach(part -> {
            Set<String> labels = new HashSet<>(family.labels());
            if (part.equals("_bucket")) {
                labels.add("le");
            }
            series.put(name + part, labels);
        }));
        return series;
    }

    /** The value of a series, as {@code name} or {@code name{label="value"}} with its labels in alphabetical order. */
    public double value(String series) {
        Double value = samples.get(series);
        if (value == null) {
            throw new AssertionError("there is no " + series + " among " + samples.keySet());
        }
        return value;
    }
}
