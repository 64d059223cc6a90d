/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** A source of addresses for host names. Implementations are thread-safe and may block. */
@FunctionalInterface
public interface HostResolver {
    /**
     * All addresses of a host, best first.
     *
     * @param host an ASCII name in lower case, never an IP address in whatever spelling
     * @throws UnknownHostException if there are none
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The platform's resolver. */
    static HostResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
