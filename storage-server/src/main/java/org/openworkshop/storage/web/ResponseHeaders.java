/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** The headers every answer carries, errors included: cross-origin rules for browsers. */
final class ResponseHeaders {
    /** Encoded once. */
    private static final List<HttpField> FIELDS = List.of(
            new PreEncodedHttpField("Access-Control-Allow-Origin", "*"),
            new PreEncodedHttpField("Access-Control-Allow-Methods", "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS"),
            new PreEncodedHttpField(
                    "Access-Control-Allow-Headers",
                    "Content-Type,Authorization,X-File-Name,X-File-Size,X-Upload-Size,Range"),
            new PreEncodedHttpField(
                    "Access-Control-Expose-Headers",
                    "Content-Type,Content-Disposition,Content-Length,Content-Range,Accept-Ranges,ETag,X-Unpacked-Bytes"));

    private ResponseHeaders() {}

    static void addTo(HttpFields.Mutable headers) {
        for (HttpField field : FIELDS) {
            headers.put(field);
        }
    }
}
