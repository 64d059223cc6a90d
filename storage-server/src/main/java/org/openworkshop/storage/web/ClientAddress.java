/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.InetAddressSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells who really calls: the connection's peer, or, when that is a trusted proxy, the last address in
 * {@code X-Forwarded-For} that is none. Thread-safe.
 */
public final class ClientAddress {
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");
    /** Begins as Java wants it to, so that it takes the text for an address, or a wrong one, and never for a name. */
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private final InetAddressSet trusted = new InetAddressSet();

    /**
     * @param trustedProxies addresses or CIDR blocks
     */
    public ClientAddress(List<String> trustedProxies) {
        trusted.addAll(trustedProxies);
    }

    /** The caller's address as text. */
    public String of(Request request) {
        String peer = Request.getRemoteAddr(request);
        if (trusted.isEmpty() || !isTrusted(peer)) {
            return peer;
        }
        List<String> hops = request.getHeaders().getCSV(HttpHeader.X_FORWARDED_FOR, false);
        String client = peer;
        for (int i = hops.size() - 1; i >= 0; i--) {
            @Nullable String hop = asAddress(hops.get(i));
            if (hop == null) {
                return client;
            }
            client = hop;
            if (!isTrusted(hop)) {
                return client;
            }
        }
        return client;
    }

    private boolean isTrusted(String address) {
        try {
            return trusted.test(java.net.InetAddress.getByName(address));
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }

    /** Only literals, so that a header can never make us ask a name server, as Java does for all that it cannot read as one. */
    private static @Nullable String asAddress(String hop) {
        String text = hop.trim();
        boolean literal = IPV4.matcher(text).matches() || IPV6.matcher(text).matches();
        return literal ? text : null;
    }
}
