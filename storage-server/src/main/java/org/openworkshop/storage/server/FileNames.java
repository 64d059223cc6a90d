/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Which names of files this process can use: Java writes them in the encoding of the environment's locale. */
final class FileNames {
    private static final String NOT_ASCII = "\u5730\u56f3";

    private FileNames() {}

    /** Whether names may have letters beyond ASCII; false in the locales C and POSIX. */
    static boolean haveAllLetters() {
        try {
            var unused = Path.of(NOT_ASCII);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
