/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reading of {@code type; name=token; name="quoted"} headers (RFC 9110 section 5.6.6), forgiving: what can't be read is
 * skipped, a missing type or closing quote is borne. One pass, no backtracking: the text is foreign.
 */
final class HeaderParameters {
    private final String header;
    private int at;

    private HeaderParameters(String header) {
        this.header = header;
    }

    /** All parameters in order, names in lower case, quotes undone. */
    static List<Map.Entry<String, String>> of(String header) {
        return new HeaderParameters(header).read();
    }

    private List<Map.Entry<String, String>> read() {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        while (at < header.length()) {
            String name = until("=;").strip().toLowerCase(Locale.ROOT);
            if (at == header.length() || header.charAt(at) == ';') {
                at++;
                continue;
            }
            at++;
            parameters.add(Map.entry(name, value()));
        }
        return parameters;
    }

    private String value() {
        while (at < header.length() && Character.isWhitespace(header.charAt(at))) {
            at++;
        }
        if (at == header.length() || header.charAt(at) != '"') {
            String token = until(";").strip();
            at++;
            return token;
        }
        at++;
        StringBuilder text = new StringBuilder();
        while (at < header.length() && header.charAt(at) != '"') {
            if (header.charAt(at) == '\\' && at + 1 < header.length()) {
                at++;
            }
            text.append(header.charAt(at++));
        }
        at++;
        until(";");
        at++;
        return text.toString();
    }

    /** The text up to one of the ends, which becomes the next character. */
    private String until(String ends) {
        int from = Math.min(at, header.length());
        at = from;
        while (at < header.length() && ends.indexOf(header.charAt(at)) < 0) {
            at++;
        }
        return header.substring(from, at);
    }
}
