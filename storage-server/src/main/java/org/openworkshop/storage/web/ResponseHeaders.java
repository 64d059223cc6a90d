/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import org.eclipse.jetty.http.HttpFields;

/** The headers every answer carries, errors included: cross-origin rules for browsers. */
final class ResponseHeaders {
    private ResponseHeaders() {}

    static void addTo(HttpFields.Mutable headers) {
        headers.put("Access-Control-Allow-Origin", "*");
        headers.put("Access-Control-Allow-Methods", "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS");
        headers.put(
                "Access-Control-Allow-Headers",
                "Content-Type,Authorization,X-File-Name,X-File-Size,X-Upload-Size,Range");
        headers.put(
                "Access-Control-Expose-Headers",
                "Content-Type,Content-Disposition,Content-Length,Content-Range,Accept-Ranges,ETag,X-Unpacked-Bytes");
    }
}
