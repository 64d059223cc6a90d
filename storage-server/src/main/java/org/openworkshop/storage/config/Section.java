/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/**
 * One TOML table and the keys in it.
 *
 * @param name as it stands between the brackets; a table within another is {@code outer.inner}
 * @param documentation one sentence of plain text
 */
record Section(String name, String documentation, List<Key<?>> keys) {
    /** The tables on the way to a name, and the name. */
    static List<String> pathOf(String name) {
        return List.of(name.split("\\.", -1));
    }
}
