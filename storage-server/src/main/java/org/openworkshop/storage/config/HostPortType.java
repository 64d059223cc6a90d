/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A host, or a host and a port, in lower case: {@code example.org}, {@code 10.0.0.5:8080}, {@code [::1]:8080}. */
final class HostPortType extends TextType<String> {
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:]*))(?::(.*))?");

    @Override
    String read(String text, Surroundings surroundings) throws BadValueException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !isHost(parts.group(1), parts.group(2))) {
            throw bad(text);
        }
        String port = parts.group(3);
        if (port != null && AddressText.port(port) == null) {
            throw bad(text);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static boolean isHost(@Nullable String bracketed, @Nullable String plain) {
        if (bracketed != null) {
            return AddressText.isIpv6(bracketed);
        }
        return plain != null && (AddressText.isIpv4(plain) || AddressText.isName(plain));
    }

    private BadValueException bad(String text) {
        String hint = "";
        if (text.contains("//")) {
            hint = ", without scheme and path";
        } else if (text.contains("*")) {
            hint = ", one item per host: there are no wildcards";
        } else if (AddressText.isIpv6(text)) {
            hint = ", IPv6 addresses in brackets";
        }
        return new BadValueException("is " + TomlText.shown(text), "use " + accepts() + hint);
    }

    @Override
    public String accepts() {
        return "\"host\" or \"host:port\"";
    }
}
