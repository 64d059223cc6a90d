/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of every key that has one, with where it came from. Immutable. */
final class Settings {
    private final Map<Key<?>, Setting<?>> byKey;

    Settings(Map<Key<?>, Setting<?>> byKey) {
        this.byKey = Map.copyOf(byKey);
    }

    /**
     * One key's value.
     *
     * @param raw what the value was read from
     * @param origin "default", file and line, or environment variable
     */
    record Setting<T>(Key<T> key, T value, Object raw, String origin) {
        String toToml() {
            return key.type().toToml(value, raw);
        }
    }

    /** The value of a key that is known to have one; a key without one is a problem that was reported before. */
    <T> T get(Key<T> key) {
        Setting<T> setting = find(key);
        if (setting == null) {
            throw new IllegalStateException("No value for " + key.path());
        }
        return setting.value();
    }

    /** The value of a key whose bounds fit an int. */
    int number(Key<Long> key) {
        return Math.toIntExact(get(key));
    }

    /** The setting of a key, or null when the key is required and not set. */
    @SuppressWarnings("unchecked") // each entry is made by the loader for its own key's type
    <T> @Nullable Setting<T> find(Key<T> key) {
        return (Setting<T>) byKey.get(key);
    }
}
