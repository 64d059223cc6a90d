/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import org.jspecify.annotations.Nullable;

/**
 * A name of a Python module and what it stands for when the module has been read.
 *
 * @param line where it was assigned last, counted from 1
 * @param value null when it cannot be told
 * @param problem why it cannot be told, to complete "NAME …"; empty when it can
 */
public record PythonSetting(String name, int line, @Nullable PythonValue value, String problem) {
    private static final String IMPORTED = "is imported from another file, which is not looked at";

    static PythonSetting of(String name, int line, PythonValue value) {
        return new PythonSetting(name, line, value, "");
    }

    static PythonSetting imported(String name, int line) {
        return unknown(name, line, IMPORTED);
    }

    /** Whether it is the name of something else than a setting, unless somebody knows it as one. */
    public boolean isImported() {
        return problem.equals(IMPORTED);
    }

    static PythonSetting unknown(String name, int line, String problem) {
        return new PythonSetting(name, line, null, problem);
    }
}
