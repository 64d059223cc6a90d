/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.openworkshop.storage.storage.AreaPath;

/**
 * Answers for an nginx in front that sends the file itself: a 200 without a body, whose {@code X-Accel-Redirect} names the file.
 * nginx keeps {@code Content-Type}, {@code Content-Disposition} and {@code Cache-Control} of it and cuts ranges out of the
 * file by itself; all other headers its configuration has to copy. Conditions were evaluated here before.
 */
final class AccelRedirect {
    private static final String PLAIN = "-._~/";

    private AccelRedirect() {}

    /**
     * Whether nginx can send what a {@code GET} asks for. With {@code If-Match} it can not: it compares that with a tag of its
     * own, or with none, before the tag of our answer is put.
     */
    static boolean suits(HttpFields request) {
        return !request.contains(HttpHeader.IF_MATCH);
    }

    /**
     * Turns the headers of a 200 into those for nginx.
     *
     * @param prefix begins and ends with a slash
     * @param location where the file is, links resolved, so that nginx meets none on its way from the area
     */
    static void put(HttpFields.Mutable headers, String prefix, AreaPath location) {
        headers.put("X-Accel-Redirect", prefix + PercentEncoder.encode(location.toString(), PLAIN));
        headers.put(HttpHeader.CONTENT_LENGTH, 0);
        // nginx would send it beside its own.
        headers.remove(HttpHeader.ACCEPT_RANGES);
    }
}
