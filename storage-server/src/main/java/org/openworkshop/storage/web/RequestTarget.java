/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request's path and query as they may be shown in logs. */
public final class RequestTarget {
    /**
     * What looks like a signed token, wherever somebody has put it: a JWT's header begins with these letters (RFC 7519), and what
     * stands right before it goes too. Takes time in proportion to the target's length, also for one that is made for it.
     */
    private static final Pattern JWT =
            Pattern.compile("(?<![\\w-])(?=[\\w-]*?eyJ[\\w-])[\\w-]++\\.[\\w-]++\\.[\\w-]*+");

    private RequestTarget() {}

    /** The target without its {@code token} parameters, however the name is encoded, and without signed tokens elsewhere. */
    public static @Nullable String withoutToken(@Nullable String pathAndQuery) {
        String target = withoutTokenParameters(pathAndQuery);
        return target == null ? null : JWT.matcher(target).replaceAll("token");
    }

    private static @Nullable String withoutTokenParameters(@Nullable String pathAndQuery) {
        int question = pathAndQuery == null ? -1 : pathAndQuery.indexOf('?');
        if (pathAndQuery == null || question < 0) {
            return pathAndQuery;
        }
        List<String> kept = new ArrayList<>();
        for (String parameter : pathAndQuery.substring(question + 1).split("[&;]", -1)) {
            if (!isToken(parameter)) {
                kept.add(parameter);
            }
        }
        String path = pathAndQuery.substring(0, question);
        return kept.isEmpty() ? path : path + "?" + String.join("&", kept);
    }

    private static boolean isToken(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8).trim().equalsIgnoreCase("token");
        } catch (IllegalArgumentException e) {
            // A name nobody can decode: better not shown.
            return true;
        }
    }
}
