/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.InetAddress;
import java.util.List;

/**
 * The rule that tells public addresses from those a stranger's URL may not make this server call.
 *
 * <p>Judges the address itself, never its spelling: {@code 2130706433}, {@code 127.1} and a name that resolves to
 * loopback all arrive here as the same four bytes. Blocks are those of the IANA IPv4 and IPv6 special-purpose address
 * registries (RFC 6890), whole, even where IANA lists a small reachable exception inside: nobody hosts files there.
 *
 * <p>IPv4 inside IPv6: mapped ({@code ::ffff:0:0/96}) and NAT64 ({@code 64:ff9b::/96}) addresses are what the IPv4
 * address in them is, since networks without IPv4 reach the IPv4 world that way. IPv4-compatible, 6to4, Teredo and
 * local-use NAT64 addresses are refused: they are obsolete or lead where this server cannot look.
 *
 * <p>Immutable and stateless.
 */
final class AddressGuard {
    private static final List<Block> REFUSED_IPV4 = List.of(
            Block.of("0.0.0.0", 8), // this network
            Block.of("10.0.0.0", 8), // private
            Block.of("100.64.0.0", 10), // carrier-grade NAT
            Block.of("127.0.0.0", 8), // loopback
            Block.of("169.254.0.0", 16), // link-local, cloud metadata services
            Block.of("172.16.0.0", 12), // private
            Block.of("192.0.0.0", 24), // IETF protocol assignments
            Block.of("192.0.2.0", 24), // documentation
            Block.of("192.88.99.0", 24), // 6to4 relay anycast
            Block.of("192.168.0.0", 16), // private
            Block.of("198.18.0.0", 15), // benchmarking
            Block.of("198.51.100.0", 24), // documentation
            Block.of("203.0.113.0", 24), // documentation
            Block.of("224.0.0.0", 4), // multicast
            Block.of("240.0.0.0", 4)); // reserved, limited broadcast

    private static final Block GLOBAL_UNICAST_IPV6 = Block.of("2000::", 3);
    private static final List<Block> REFUSED_IPV6 = List.of(
            Block.of("2001::", 23), // IETF protocol assignments, Teredo, ORCHID
            Block.of("2001:db8::", 32), // documentation
            Block.of("2002::", 16), // 6to4
            Block.of("3fff::", 20)); // documentation

    // Written by bytes: the platform's parser would turn the mapped spelling into an IPv4 address.
    private static final Block MAPPED_IPV4 =
            new Block(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96);
    private static final Block NAT64 = Block.of("64:ff9b::", 96);

    private AddressGuard() {}

    /** Whether the address belongs to the public internet. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? isPublicIpv4(bytes) : isPublicIpv6(bytes);
    }

    /** The same for the 16 bytes of an IPv6 address, in network order. */
    static boolean isPublicIpv6(byte[] bytes) {
        if (MAPPED_IPV4.contains(bytes) || NAT64.contains(bytes)) {
            return isPublicIpv4(new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]});
        }
        return GLOBAL_UNICAST_IPV6.contains(bytes) && REFUSED_IPV6.stream().noneMatch(block -> block.contains(bytes));
    }

    private static boolean isPublicIpv4(byte[] bytes) {
        return REFUSED_IPV4.stream().noneMatch(block -> block.contains(bytes));
    }

    /** A CIDR block. */
    private static final class Block {
        private final byte[] prefix;
        private final int bits;

        Block(byte[] prefix, int bits) {
            this.prefix = prefix;
            this.bits = bits;
        }

        static Block of(String literal, int bits) {
            return new Block(IpLiteral.parse(literal).getAddress(), bits);
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != prefix[i]) {
                    return false;
                }
            }
            int mask = 0xff00 >> (bits % 8) & 0xff;
            return bits % 8 == 0 || (address[whole] & mask) == (prefix[whole] & mask);
        }
    }
}
