/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists what is stored, the newest first: {@code GET /api/files}. */
final class FilesEndpoint implements Endpoint {
    private final URI storage;
    private final Catalogue catalogue;

    FilesEndpoint(URI storage, Catalogue catalogue) {
        this.storage = storage;
        this.catalogue = catalogue;
    }

    @Override
    public Answer answer(HttpExchange exchange) throws RefusedException, IOException {
        Endpoint.requireMethod(exchange, "GET");
        List<ObjectNode> rows = new ArrayList<>();
        for (StoredItem item : catalogue.items()) {
            rows.add(0, row(item, storage));
        }
        return Answer.json(200, Map.of("files", rows));
    }

    /** An item with its permanent address, and the one that saves it under the user's name. */
    static ObjectNode row(StoredItem item, URI storage) {
        String url = item.url(storage);
        ObjectNode row = Answer.JSON.valueToTree(item);
        return row.put("url", url).put("download_url", url + "?filename=" + item.saveName());
    }
}
