/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which metrics and labels a PromQL expression names. Whoever runs the expression finds its other faults; a metric that does not
 * exist is none, it only never gives a result.
 */
final class PromqlQuery {
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[a-zA-Z_:][\\w:]*" + "|[0-9][\\w.]*|=~|!~|!=|==|>=|<=|\\S");
    private static final Set<String> LABEL_LISTS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
    private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk");

    private final Map<String, Set<String>> matched = new HashMap<>();
    private final Set<String> grouped = new HashSet<>();
    private final List<String> tokens;
    private int at;

    PromqlQuery(String expression) {
        // A variable of a dashboard stands within a string or a range, where nothing is looked at.
        tokens = new ArrayList<>(
                TOKEN.matcher(expression).results().map(match -> match.group()).toList());
        String metric = "";
        while (at < tokens.size()) {
            String token = tokens.get(at++);
            if (token.equals("[")) {
                skipTo("]");
            } else if (token.equals("{")) {
                labels(metric);
            } else if (LABEL_LISTS.contains(token)) {
                list();
            } else if (isName(token) && !isCall() && !OPERATORS.contains(token) && !AGGREGATIONS.contains(token)) {
                metric = token;
                matched.putIfAbsent(metric, new HashSet<>());
            }
        }
    }

    /** The metrics, each with the labels that it is selected by. */
    Map<String, Set<String>> metrics() {
        return matched;
    }

    /** The labels that series are grouped or joined by. */
    Set<String> grouped() {
        return grouped;
    }

    private boolean isCall() {
        return at < tokens.size() && tokens.get(at).equals("(");
    }

    private static boolean isName(String token) {
        return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
    }

    private void labels(String metric) {
        while (!tokens.get(at).equals("}")) {
            String token = tokens.get(at++);
            if (isName(token)) {
                matched.get(metric).add(token);
            }
        }
        at++;
    }

    private void list() {
        if (!isCall()) {
            return;
        }
        while (!tokens.get(at).equals(")")) {
            String token = tokens.get(at++);
            if (isName(token)) {
                grouped.add(token);
            }
        }
        at++;
    }

    private void skipTo(String end) {
        while (!tokens.get(at++).equals(end)) {
            // What stands between is a time.
        }
    }

    /** What is wrong with it for a server whose series have these labels; empty when nothing is. */
    List<String> faults(Map<String, Set<String>> series, Set<String> named) {
        List<String> faults = new ArrayList<>();
        // What Prometheus itself adds.
        Set<String> known = new HashSet<>(Set.of("job", "instance"));
        matched.forEach((metric, labels) -> {
            Set<String> own = metric.equals("up") ? Set.of() : series.get(metric);
            if (own == null) {
                faults.add("no such metric: " + metric);
                return;
            }
            known.addAll(own);
            Set<String> unknown = new HashSet<>(labels);
            unknown.removeAll(own);
            unknown.removeAll(Set.of("job", "instance"));
            unknown.forEach(label -> faults.add(metric + " has no label " + label));
        });
        Set<String> used = new HashSet<>(grouped);
        used.addAll(named);
        used.removeAll(known);
        used.forEach(label -> faults.add("none of " + matched.keySet() + " has the label " + label));
        if (matched.isEmpty()) {
            faults.add("names no metric");
        }
        return faults;
    }

    /** The labels that a text names, as {@code {{name}}} or {@code {{ $labels.name }}}. */
    static Set<String> labelsIn(String text) {
        Set<String> labels = new HashSet<>();
        Matcher matcher =
                Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}").matcher(text);
        while (matcher.find()) {
            labels.add(matcher.group(1));
        }
        return labels;
    }
}
