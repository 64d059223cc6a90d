/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/** Reads {@code Want-Repr-Digest} (RFC 9530 section 4): which digests of a file the caller would like to be told. */
final class WantedDigest {
    private static final String FIELD = "Want-Repr-Digest";

    private WantedDigest() {}

    /** Whether SHA-256 is among them: a preference from 1 to 10; 0 is a refusal. The last mention counts (RFC 9651 section 4.2.2). */
    static boolean isSha256(HttpFields headers) {
        boolean wanted = false;
        for (HttpField field : headers) {
            if (!field.is(FIELD)) {
                continue;
            }
            for (String member : String.valueOf(field.getValue()).split(",", -1)) {
                String[] keyAndValue = member.strip().split("=", 2);
                if (keyAndValue[0].toLowerCase(Locale.ROOT).equals("sha-256")) {
                    wanted = keyAndValue.length == 2 && keyAndValue[1].matches("[1-9]|10");
                }
            }
        }
        return wanted;
    }
}
