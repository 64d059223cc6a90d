/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the page, from the program itself. A closed list: names from outside are only looked up in it. They hold nothing
 * that is secret. Stateless.
 */
final class AdminFiles {
    private static final String SCRIPT = "text/javascript;charset=utf-8";

    private static final Map<String, String> TYPES = Map.of(
            "index.html",
            "text/html;charset=utf-8",
            "style.css",
            "text/css;charset=utf-8",
            "page.js",
            SCRIPT,
            "text.js",
            SCRIPT,
            "table.js",
            SCRIPT,
            "icon.svg",
            "image/svg+xml");

    private AdminFiles() {}

    /** A file to send; all are text in UTF-8. */
    record File(String contentType, String text) {}

    /**
     * The file of that name, the page itself for the empty name; absent when the page has none.
     *
     * @throws IOException when it is missing in the program
     */
    static Optional<File> find(String name) throws IOException {
        String file = name.isEmpty() ? "index.html" : name;
        String type = TYPES.get(file);
        return type == null ? Optional.empty() : Optional.of(new File(type, read("page/" + file)));
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = AdminFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("not in the program: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
