/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The files of the page at {@code /}: our page and start script, and those of the Swagger UI webjar that it needs. A closed list:
 * names from outside are only looked up in it and never become part of a path. Stateless.
 */
final class SwaggerUiFiles {
    private static final String OWN = "swagger-ui/";
    private static final String PROPERTIES = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String SCRIPT = "text/javascript;charset=utf-8";
    private static final String STYLE = "text/css;charset=utf-8";

    private static final Map<String, String> OF_WEBJAR = Map.of(
            "swagger-ui-bundle.js",
            SCRIPT,
            "swagger-ui.css",
            STYLE,
            "favicon-16x16.png",
            "image/png",
            "favicon-32x32.png",
            "image/png");

    private static final Map<String, String> OF_OURS = Map.of("initializer.js", SCRIPT, "page.css", STYLE);

    /** A file that may be sent. */
    record Asset(String contentType, String resource) {
        byte[] read() throws IOException {
            return SwaggerUiFiles.read(resource);
        }
    }

    /** The page itself. */
    byte[] page() throws IOException {
        return read(OWN + "index.html");
    }

    /** One of the files the page refers to; absent for every other name. */
    Optional<Asset> find(String name) throws IOException {
        String ours = OF_OURS.get(name);
        if (ours != null) {
            return Optional.of(new Asset(ours, OWN + name));
        }
        String webjar = OF_WEBJAR.get(name);
        return webjar == null
                ? Optional.empty()
                : Optional.of(
                        new Asset(webjar, "/META-INF/resources/webjars/swagger-ui/" + webjarVersion() + "/" + name));
    }

    /** The webjar has its version in its paths, and tells it in one place. */
    private static String webjarVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open(PROPERTIES)) {
            properties.load(in);
        }
        return properties.getProperty("version", "");
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = SwaggerUiFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException("not in the program: " + resource);
        }
        return in;
    }
}
