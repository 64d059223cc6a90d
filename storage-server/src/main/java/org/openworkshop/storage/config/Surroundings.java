/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a value's meaning may depend on besides its own text.
 *
 * @param environment the process environment, for {@code OW_...} and {@code env:NAME}
 * @param workingDirectory absolute; relative paths start here
 * @param cores processors that may be used, at least 1
 */
record Surroundings(Map<String, String> environment, Path workingDirectory, int cores) {
    static Surroundings of(Map<String, String> environment) {
        return new Surroundings(
                environment, Path.of("").toAbsolutePath(), Runtime.getRuntime().availableProcessors());
    }
}
