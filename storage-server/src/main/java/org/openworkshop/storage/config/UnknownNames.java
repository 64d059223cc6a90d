/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds keys, sections and environment variables that mean nothing, and says which were probably meant. */
final class UnknownNames {
    /** Longest name that is compared with the known ones; comparing costs length times length. */
    private static final int LONGEST = 200;

    private static final int SURE = 2;
    private static final List<String> PATHS =
            Schema.KEYS.stream().map(Key::path).toList();
    private static final Map<String, String> PATHS_BY_VARIABLE =
            Schema.KEYS.stream().collect(Collectors.toMap(Key::variable, Key::path, (a, b) -> a, TreeMap::new));

    private UnknownNames() {}

    static void inFile(TomlSource file, Consumer<Problem> problems) {
        for (String top : file.topLevel()) {
            if (Schema.isSection(top)) {
                inSection(file, top, problems);
            } else {
                problems.accept(unknownTop(file, top));
            }
        }
    }

    private static void inSection(TomlSource file, String section, Consumer<Problem> problems) {
        if (!file.isTable(section)) {
            problems.accept(new Problem(
                    section,
                    file.place(Section.pathOf(section)),
                    "is not a section",
                    "write [" + section + "] and its keys below it"));
        }
        for (String name : file.namesIn(section)) {
            String path = section + "." + name;
            if (Schema.isSection(path) && !name.contains(".")) {
                inSection(file, path, problems);
            } else if (!Schema.isKey(path) || name.contains(".")) {
                List<String> place = new ArrayList<>(Section.pathOf(section));
                place.add(name);
                problems.accept(
                        new Problem(section + "." + safe(name), file.place(place), "is no known key", meantKey(path)));
            }
        }
    }

    private static Problem unknownTop(TomlSource file, String name) {
        String place = file.place(List.of(name));
        if (!file.isTable(name)) {
            return new Problem(safe(name), place, "stands in no section", meantKey(name));
        }
        List<String> sections = Schema.SECTIONS.stream().map(Section::name).toList();
        Optional<String> meant =
                name.length() > LONGEST ? Optional.empty() : NearestName.find(name, sections, SURE + 1);
        return new Problem(
                safe(name),
                place,
                "is no known section",
                meant.map(section -> "did you mean [" + section + "]?")
                        .orElse("sections are " + String.join(", ", sections)));
    }

    /** Variables that begin like ours; those of other programs that share the prefix OW_ are left alone. */
    static void inEnvironment(Map<String, String> environment, Consumer<Problem> problems) {
        for (String variable : new TreeMap<>(environment).keySet()) {
            if (!variable.startsWith("OW_") || PATHS_BY_VARIABLE.containsKey(variable)) {
                continue;
            }
            boolean ourSection = Schema.SECTIONS.stream()
                    .anyMatch(s -> variable.startsWith(
                            "OW_" + s.name().replace('.', '_').toUpperCase(Locale.ROOT) + "_"));
            Optional<String> typed = nearestVariable(variable, SURE);
            if (ourSection || typed.isPresent()) {
                String expected = typed.or(() -> nearestVariable(variable, tolerance(variable)))
                        .map(name -> "did you mean " + name + "?")
                        .orElse("unset it, or see docs/configuration.md for the keys");
                problems.accept(
                        new Problem("", "environment variable " + safe(variable), "sets no known key", expected));
            }
        }
    }

    private static Optional<String> nearestVariable(String variable, int most) {
        return variable.length() > LONGEST
                ? Optional.empty()
                : NearestName.find(variable, PATHS_BY_VARIABLE.keySet(), most);
    }

    private static String meantKey(String typed) {
        String name = typed.substring(typed.lastIndexOf('.') + 1);
        return sameNameElsewhere(name)
                .or(() ->
                        typed.length() > LONGEST ? Optional.empty() : NearestName.find(typed, PATHS, tolerance(typed)))
                .map(path -> "did you mean " + path + "?")
                .orElseGet(() -> keysOfSection(typed));
    }

    /** A key of this name in another section, or one that the Python service called so. */
    private static Optional<String> sameNameElsewhere(String name) {
        return Schema.KEYS.stream()
                .filter(key -> key.name().equals(name) || key.formerly().equals(name))
                .map(key -> key.path())
                .findFirst();
    }

    private static String keysOfSection(String path) {
        return Schema.SECTIONS.stream()
                .filter(section -> path.startsWith(section.name() + "."))
                .findFirst()
                .map(section -> "keys of [" + section.name() + "] are "
                        + section.keys().stream().map(Key::name).collect(Collectors.joining(", ")))
                .orElse("see docs/configuration.md for the keys");
    }

    /** Names that had to be quoted can hold anything, so they are shown quoted. */
    private static String safe(String name) {
        return name.matches("[A-Za-z0-9_.-]{1,200}") ? name : TomlText.shown(name);
    }

    private static int tolerance(String typed) {
        return Math.max(SURE, typed.length() / 3);
    }
}
