/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** How long an origin asks to be left alone (RFC 9110 section 10.2.3). */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    /** The time asked for, zero when there is none or it can't be read. */
    static Duration of(HttpFields headers) {
        String field = headers.get(HttpHeader.RETRY_AFTER);
        if (field == null) {
            return Duration.ZERO;
        }
        String text = field.strip();
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        // A date is seen from the origin's own clock, since the two may disagree by more than the pause.
        String date = headers.get(HttpHeader.DATE);
        long now = date == null ? -1 : HttpDateTime.parseToEpoch(date);
        long then = HttpDateTime.parseToEpoch(text);
        return now < 0 || then <= now ? Duration.ZERO : Duration.ofMillis(then - now);
    }
}
