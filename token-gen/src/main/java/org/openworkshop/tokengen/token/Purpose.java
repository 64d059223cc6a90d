/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.token;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The call that a transfer token is for; each demands other claims. */
public enum Purpose {
    UPLOAD("POST /transfer/upload"),
    START("/transfer/start");

    private final String call;

    Purpose(String call) {
        this.call = call;
    }

    /** Method and path, for people. */
    public String call() {
        return call;
    }

    /** The purpose that claims have by themselves: only what is to be fetched names an address. */
    static Purpose of(Map<String, @Nullable Object> claims) {
        return claims.containsKey("download_url") ? START : UPLOAD;
    }
}
