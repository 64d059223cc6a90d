/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.Locale;

/**
 * One row of the settings' table. The table drives reading, validation, the printed configuration, the sample file and
 * the documentation.
 *
 * @param path {@code section.name}; a section within another is {@code outer.inner}
 * @param preset what holds when the key is not set
 * @param formerly what the Python service called it, or empty
 * @param documentation one paragraph of plain text
 */
record Key<T>(String path, ValueType<T> type, Preset preset, String formerly, String documentation) {
    String section() {
        return path.substring(0, path.lastIndexOf('.'));
    }

    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The environment variable that wins over the file. */
    String variable() {
        return "OW_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
