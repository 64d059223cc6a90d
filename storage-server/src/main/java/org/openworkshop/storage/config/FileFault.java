/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Why a file that an operator names cannot be used, in words for operators: Java's exceptions tell a class and a path.
 *
 * @param what to follow the file's name
 * @param expected what to do about it
 */
public record FileFault(String what, String expected) {
    /** What kept a file from being read. */
    public static FileFault ofReading(Path file, IOException failure) {
        if (failure instanceof CharacterCodingException) {
            return new FileFault("is not UTF-8 text", "save it as UTF-8");
        }
        if (failure instanceof NoSuchFileException) {
            return new FileFault("does not exist", "make it, or correct the path");
        }
        if (failure instanceof AccessDeniedException) {
            return new FileFault(
                    "cannot be read: permission denied", "let " + user() + " read it, and enter the folders above it");
        }
        return new FileFault("cannot be read: " + reason(file, failure), "correct the path, or what is there");
    }

    /** What kept a file from being opened to write at its end. */
    public static FileFault ofWriting(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return new FileFault("cannot be opened: its folder does not exist", "make the folder, or correct the path");
        }
        if (failure instanceof AccessDeniedException) {
            return new FileFault(
                    "cannot be opened: permission denied",
                    "let " + user() + " write the file or, where there is none yet, into its folder");
        }
        return new FileFault("cannot be opened: " + reason(file, failure), "correct the path, or what is there");
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
        return name.isBlank() || name.equals("?") ? "the user of this process" : "the user " + name;
    }

    @Override
    public String toString() {
        return what + "; " + expected;
    }
}
