/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** What a service answered. */
public final class ServiceAnswer {
    private final int status;
    private final HttpFields headers;
    private final byte[] body;
    private final boolean cutOff;

    ServiceAnswer(int status, HttpFields headers, byte[] body, boolean cutOff) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.cutOff = cutOff;
    }

    /** Any HTTP status, redirects included. */
    public int status() {
        return status;
    }

    /** The first header field of that name, null when there is none. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The body itself, at most as many bytes as the caller asked for; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** Whether the service sent more than that. */
    public boolean cutOff() {
        return cutOff;
    }
}
