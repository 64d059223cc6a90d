/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads file and environment against the settings' table and collects everything that is wrong. Used once. */
final class SettingsLoader {
    private final Surroundings surroundings;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> missing = new ArrayList<>();
    private final Map<Key<?>, Settings.Setting<?>> found = new HashMap<>();

    SettingsLoader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Reads every key; afterwards {@link #problems()} and {@link #missing()} say what is wrong. */
    Settings load(@Nullable Path file) {
        TomlSource source = file == null ? TomlSource.none() : TomlSource.read(file, problems::add);
        for (Key<?> key : Schema.KEYS) {
            load(key, source);
        }
        if (!source.isBroken()) {
            // In a broken file a key may have ended up in the section before its own.
            UnknownNames.inFile(source, problems::add);
        }
        UnknownNames.inEnvironment(surroundings.environment(), problems::add);
        Settings settings = new Settings(found);
        for (Schema.Rule rule : Schema.RULES) {
            rule.check(settings).ifPresent(problems::add);
        }
        return settings;
    }

    private <T> void load(Key<T> key, TomlSource source) {
        String variable = surroundings.environment().get(key.variable());
        Object inFile = source.find(key.section(), key.name());
        if (variable != null) {
            accept(key, variable, "environment variable " + key.variable(), key.type()::fromText);
        } else if (acceptStandard(key)) {
            return;
        } else if (inFile != null) {
            accept(key, inFile, source.place(Section.pathOf(key.path())), key.type()::fromToml);
        } else if (!key.preset().required()) {
            accept(key, key.preset().raw(), "default", key.type()::fromToml);
        } else if (!source.isBroken()) {
            missing.add(missing(key, source.label()));
        }
    }

    /** Whether a standard variable says something, be it wrong; an empty one says nothing. */
    private <T> boolean acceptStandard(Key<T> key) {
        for (StandardVariable<T> variable : key.standard()) {
            String text = surroundings.environment().get(variable.name());
            String origin = "environment variable " + variable.name();
            if (text == null || text.isBlank()) {
                continue;
            }
            try {
                @Nullable T value = variable.reading().read(text.strip(), surroundings);
                if (value != null) {
                    found.put(key, new Settings.Setting<>(key, value, text.strip(), origin));
                    return true;
                }
            } catch (BadValueException e) {
                problems.add(new Problem(key.path(), origin, e.what(), e.expected()));
                return true;
            }
        }
        return false;
    }

    private static Problem missing(Key<?> key, String file) {
        return new Problem(
                key.path(),
                (file.isEmpty() ? "no configuration file" : file) + ", environment",
                "is required, and not set",
                "set it in the file, or " + key.variable() + " in the environment, to "
                        + key.type().accepts());
    }

    private <T, R> void accept(Key<T> key, R raw, String origin, Reading<R, T> reading) {
        try {
            T value = reading.read(raw, surroundings);
            found.put(key, new Settings.Setting<>(key, value, raw, origin));
        } catch (BadValueException e) {
            problems.add(new Problem(key.path(), origin, e.what(), e.expected()));
        }
    }

    @FunctionalInterface
    private interface Reading<R, T> {
        T read(R raw, Surroundings surroundings) throws BadValueException;
    }

    /** What is there and wrong. */
    List<Problem> problems() {
        return problems;
    }

    /** Required keys that are not set. */
    List<Problem> missing() {
        return missing;
    }
}
