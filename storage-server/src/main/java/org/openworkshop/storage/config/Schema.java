/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings' table: every section and key there is, in the order in which they are documented. */
final class Schema {
    static final List<Section> SECTIONS = List.of(
            ServerSection.SECTION,
            TlsSection.SECTION,
            StorageSection.SECTION,
            ManagerSection.SECTION,
            AccessSection.SECTION,
            TokensSection.SECTION,
            TransferSection.SECTION,
            ArchiveSection.SECTION,
            ImageSection.SECTION,
            DownloadSection.SECTION,
            AdminSection.SECTION,
            TelemetrySection.SECTION);

    static final List<Key<?>> KEYS = SECTIONS.stream()
            .<Key<?>>flatMap(section -> section.keys().stream())
            .toList();

    /** What must hold between keys that are each right by themselves. */
    static final List<Rule> RULES = List.of(TlsSection::requireBothFiles, TelemetrySection::requireOneDestination);

    private static final Map<String, Key<?>> BY_PATH =
            KEYS.stream().collect(Collectors.toUnmodifiableMap(Key::path, Function.identity()));

    /** One of them. */
    @FunctionalInterface
    interface Rule {
        /** What is wrong; absent when nothing is, or when a key that it looks at has no value because of a problem of its own. */
        Optional<Problem> check(Settings settings);
    }

    private Schema() {}

    static boolean isKey(String path) {
        return BY_PATH.containsKey(path);
    }

    static boolean isSection(String name) {
        return SECTIONS.stream().anyMatch(section -> section.name().equals(name));
    }
}
