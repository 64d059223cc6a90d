/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A path, made absolute from the working directory. Whether something is there is not looked at. */
final class PathType extends TextType<Path> {
    private final String what;

    private PathType(String what) {
        this.what = what;
    }

    /** The path of a folder. */
    static TextType<Path> folder() {
        return new PathType("a folder");
    }

    /** The path of a file, or nothing for the empty text. */
    static TextType<Optional<Path>> fileOrEmpty() {
        PathType file = new PathType("a file");
        return new TextType<>() {
            @Override
            Optional<Path> read(String text, Surroundings surroundings) throws BadValueException {
                return text.isEmpty() ? Optional.empty() : Optional.of(file.read(text, surroundings));
            }

            @Override
            public String toToml(Optional<Path> value, Object raw) {
                return TomlText.quote(value.map(Path::toString).orElse(""));
            }

            @Override
            public String accepts() {
                return file.accepts() + ", or the empty text";
            }
        };
    }

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
        return what + "; a relative one starts at the working directory";
    }
}
