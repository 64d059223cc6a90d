/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an Uptrace data source name leads: {@code https://<token>@host[:port][/<project>][?grpc=<port>]}. The whole name is the
 * secret that goes along as a header, so no complaint repeats any of it.
 *
 * @param http base address for OTLP over HTTP
 * @param grpc address for OTLP over gRPC
 */
record UptraceDsn(URI http, URI grpc) {
    static final String ACCEPTS = "an Uptrace DSN like \"https://TOKEN@api.uptrace.dev?grpc=4317\"";

    private static final Pattern GRPC = Pattern.compile("(?:^|&)grpc=([^&]*)");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int USUAL_GRPC_PORT = 4317;
    /** The ports of Uptrace's own installation. */
    private static final int OWN_HTTP_PORT = 14318;

    private static final int OWN_GRPC_PORT = 14317;

    static UptraceDsn parse(String text) throws BadValueException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refused("is no URL (at position " + e.getIndex() + ")");
        }
        String scheme = uri.getScheme();
        if (scheme == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw refused("does not begin with https:// or http://");
        }
        if (uri.getHost() == null) {
            throw refused("has no host");
        }
        if (uri.getRawUserInfo() == null || uri.getRawUserInfo().isEmpty()) {
            throw refused("has no token before the @");
        }
        if (!text.matches("[!-~]{1,2000}")) {
            throw refused("holds characters that no header may hold");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            throw refused("has a port outside 1 to 65535");
        }
        // The name of old data source names, which takes no data itself.
        String host = uri.getHost().equals("uptrace.dev") ? "api.uptrace.dev" : uri.getHost();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new UptraceDsn(
                URI.create(scheme + "://" + host + port), URI.create(scheme + "://" + host + ":" + grpcPort(uri)));
    }

    private static int grpcPort(URI uri) throws BadValueException {
        Matcher stated = GRPC.matcher(uri.getRawQuery() == null ? "" : uri.getRawQuery());
        if (!stated.find()) {
            return uri.getPort() == OWN_HTTP_PORT ? OWN_GRPC_PORT : USUAL_GRPC_PORT;
        }
        if (!PORT.matcher(stated.group(1)).matches() || Integer.parseInt(stated.group(1)) > 65535) {
            throw refused("has a grpc port outside 1 to 65535");
        }
        return Integer.parseInt(stated.group(1));
    }

    private static BadValueException refused(String what) {
        return new BadValueException(what, "use " + ACCEPTS + " as Uptrace shows it in the project's settings");
    }
}
