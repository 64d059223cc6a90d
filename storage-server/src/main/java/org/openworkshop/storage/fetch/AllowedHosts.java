/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that the operator exempts from the address guard.
 *
 * <p>Entries are {@code host} (any port) or {@code host:port}; a host is a name, an IPv4 literal or an IPv6 literal
 * (in brackets when a port follows). Names compare without case, trailing dot and IDN spelling; IPv6 literals by
 * address. A name that merely resolves to a listed address is not exempt, nor is another spelling of a listed IPv4
 * address ({@code 2130706433}, {@code 127.1}): exempt is what the operator wrote. An entry that can't be read exempts nothing. Immutable.
 */
final class AllowedHosts {
    private final Set<String> entries;

    AllowedHosts(Collection<String> entries) {
        this.entries = entries.stream().map(AllowedHosts::normalizeEntry).collect(Collectors.toUnmodifiableSet());
    }

    boolean contains(String host, int port) {
        String normal = normalizeHost(host);
        return normal != null && (entries.contains(normal) || entries.contains(normal + ":" + port));
    }

    private static String normalizeEntry(String entry) {
        String text = entry.strip();
        int colon = text.lastIndexOf(':');
        boolean bareIpv6 = !text.startsWith("[") && text.indexOf(':') != colon;
        String port = bareIpv6 || colon < 0 ? "" : text.substring(colon + 1);
        if (port.isEmpty() || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            String host = normalizeHost(text);
            return host == null ? "" : host;
        }
        String host = normalizeHost(text.substring(0, colon));
        return host == null ? "" : host + ":" + port;
    }

    private static @Nullable String normalizeHost(String host) {
        try {
            return FetchUrl.canonicalHost(host);
        } catch (InvalidUrlException e) {
            return null;
        }
    }
}
