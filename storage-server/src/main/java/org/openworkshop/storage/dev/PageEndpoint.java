/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The development page and its own files, from the program itself. */
final class PageEndpoint implements Endpoint {
    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "style.css", "text/css; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8",
            "transfer.js", "text/javascript; charset=utf-8",
            "files.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    @Override
    public Answer answer(HttpExchange exchange) throws RefusedException, IOException {
        Endpoint.requireMethod(exchange, "GET");
        String path = exchange.getRequestURI().getPath();
        String name = path.equals("/") ? "index.html" : path.substring(1);
        String type = TYPES.get(name);
        if (type == null) {
            throw new RefusedException(404, "Not found");
        }
        try (InputStream file = PageEndpoint.class.getResourceAsStream("page/" + name)) {
            if (file == null) {
                throw new IOException("The program lacks its file page/" + name);
            }
            return new Answer(200, type, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
