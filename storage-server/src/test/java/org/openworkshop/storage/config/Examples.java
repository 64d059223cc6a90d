/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.HashMap;
import java.util.Map;

/** Settings that are right. */
final class Examples {
    static final String KEY = "0123456789abcdef0123456789abcdef";

    /** Has the form of a bcrypt hash; belongs to no token. */
    static final String HASH = "$2b$04$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K";

    private Examples() {}

    /** Every required key as environment variable; may be changed. */
    static Map<String, String> required() {
        Map<String, String> environment = new HashMap<>();
        environment.put("OW_STORAGE_MAIN_DIR", "/srv/storage");
        environment.put("OW_MANAGER_URL", "http://manager.example");
        environment.put("OW_ACCESS_SERVICE_URL", "http://access.example");
        environment.put("OW_TOKENS_TRANSFER_JWT_SECRET", KEY);
        environment.put("OW_TOKENS_UPLOAD_FILE", HASH);
        environment.put("OW_TOKENS_DELETE_FILE", HASH);
        environment.put("OW_TOKENS_STORAGE_MANAGE_TOKEN", HASH);
        return environment;
    }

    /** The required variables and one more. */
    static Map<String, String> with(String variable, String value) {
        Map<String, String> environment = required();
        environment.put(variable, value);
        return environment;
    }
}
