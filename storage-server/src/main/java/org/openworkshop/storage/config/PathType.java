/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A path, made absolute from the working directory. Whether something is there is not looked at. */
final class PathType extends TextType<Path> {
    @Override
    Path read(String text, Surroundings surroundings) throws BadValueException {
        if (text.isBlank()) {
            throw new BadValueException("is empty", "use " + accepts());
        }
        if (text.startsWith("~")) {
            throw new BadValueException("begins with ~, which only shells expand", "write the home directory out");
        }
        try {
            return surroundings.workingDirectory().resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new BadValueException("is no path: " + e.getReason(), "use " + accepts());
        }
    }

    @Override
    public String accepts() {
        return "a folder; a relative one starts at the working directory";
    }
}
