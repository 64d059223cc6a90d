/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why a file that was named cannot be used, in sentences: Java's exceptions tell a class and a path. */
final class FileFault {
    private FileFault() {}

    /** What kept a file from being read. */
    static FailedException ofReading(Path file, IOException failure) {
        return new FailedException(file + " " + whyUnread(file, failure), failure);
    }

    private static String whyUnread(Path file, IOException failure) {
        if (failure instanceof CharacterCodingException) {
            return "is not UTF-8 text.";
        }
        if (failure instanceof NoSuchFileException) {
            return "does not exist.";
        }
        if (failure instanceof AccessDeniedException) {
            return "cannot be read: permission denied. Run this as a user who may read it and enter the folders above it, which "
                    + user() + " may not.";
        }
        return "cannot be read: " + reason(file, failure) + ".";
    }

    /** What kept a new file from being made. */
    static FailedException ofMaking(Path file, IOException failure) {
        return new FailedException(file + " cannot be created: " + whyNotMade(file, failure), failure);
    }

    private static String whyNotMade(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "its folder does not exist. Make it first, or name another file.";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied. Name a file in a folder that " + user()
                    + " may write to, or run this as another user.";
        }
        return reason(file, failure) + ".";
    }

    private static String reason(Path file, IOException failure) {
        if (Files.isDirectory(file)) {
            return "it is a folder";
        }
        // The message of the other begins with the path.
        @Nullable
        String reason = failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
        if (reason == null || reason.isBlank()) {
            return "the system does not say why";
        }
        if (reason.startsWith("Too many levels of symbolic links")) {
            return "its symbolic links lead round in a circle";
        }
        return reason.equals("Not a directory")
                ? "what should be a folder above it is none"
                : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
    }

    private static String user() {
        String name = System.getProperty("user.name", "");
        return name.isBlank() || name.equals("?") ? "this one" : "the user " + name;
    }
}
