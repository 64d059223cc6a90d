/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The closed list of what figures tell apart by a request's path, so that clients cannot make the figures grow. */
enum Route {
    DOWNLOAD_ARCHIVE("/download/archive", true),
    DOWNLOAD_RESOURCE("/download/resource", true),
    DOWNLOAD_AVATAR("/download/avatar", true),
    UPLOAD("/upload", false),
    DELETE("/delete", false),
    TRANSFER_START("/transfer/start", false),
    TRANSFER_UPLOAD("/transfer/upload", false),
    TRANSFER_WS("/transfer/ws", true),
    TRANSFER_REPACK("/transfer/repack", false),
    TRANSFER_MOVE("/transfer/move", false),
    ADMIN("/admin", true),
    HEALTHZ("/healthz", false),
    METRICS("/metrics", false),
    OPENAPI("/openapi.json", false),
    INDEX("/", false),
    SWAGGER_UI("/swagger-ui", true),
    /** Whatever is none of the above. */
    OTHER("other", false);

    private static final List<Route> FOLDERS =
            Arrays.stream(values()).filter(route -> route.folder).toList();
    private static final Map<String, Route> PLACES = Arrays.stream(values())
            .filter(route -> !route.folder)
            .collect(Collectors.toUnmodifiableMap(Route::label, route -> route));

    private final String path;
    private final boolean folder;

    /** @param folder whether the route is all that is below the path, and not the path itself */
    Route(String path, boolean folder) {
        this.path = path;
        this.folder = folder;
    }

    /** The route in labels. */
    String label() {
        return path;
    }

    /** The route of a path as it was sent. Makes no objects. */
    static Route of(@Nullable String path) {
        if (path == null) {
            return OTHER;
        }
        for (int i = 0; i < FOLDERS.size(); i++) {
            Route route = FOLDERS.get(i);
            if (path.startsWith(route.path) && path.startsWith("/", route.path.length())) {
                return route;
            }
        }
        return PLACES.getOrDefault(path, OTHER);
    }
}
