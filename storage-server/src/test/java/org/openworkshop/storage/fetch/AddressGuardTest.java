/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AddressGuardTest {
    private static final String REFUSED = """
            0.0.0.0 0.0.0.1 0.255.255.255
            10.0.0.0 10.0.0.1 10.1.2.3 10.255.255.255
            100.64.0.0 100.64.0.1 100.100.100.200 100.127.255.255
            127.0.0.0 127.0.0.1 127.0.1.1 127.1.2.3 127.255.255.255
            169.254.0.0 169.254.0.1 169.254.169.254 169.254.170.2 169.254.255.255
            172.16.0.0 172.16.0.1 172.17.0.1 172.20.10.1 172.31.255.255
            192.0.0.0 192.0.0.8 192.0.0.9 192.0.0.10 192.0.0.170 192.0.0.171 192.0.0.192 192.0.0.255
            192.0.2.0 192.0.2.1 192.0.2.255
            192.88.99.0 192.88.99.1 192.88.99.255
            192.168.0.0 192.168.0.1 192.168.1.1 192.168.255.255
            198.18.0.0 198.18.0.1 198.19.0.1 198.19.255.255
            198.51.100.0 198.51.100.1 198.51.100.255
            203.0.113.0 203.0.113.1 203.0.113.255
            224.0.0.0 224.0.0.1 224.0.0.251 232.1.1.1 233.252.0.1 239.255.255.250 239.255.255.255
            240.0.0.0 240.0.0.1 250.1.2.3 255.0.0.0 255.255.255.254 255.255.255.255
            :: ::1 ::2 ::7f00:1 ::127.0.0.1 ::8.8.8.8 ::ffff ::1:0:0:0
            ::ffff:0.0.0.0 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:192.168.1.1
            ::ffff:100.64.0.1 ::ffff:224.0.0.1 ::ffff:255.255.255.255
            ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8
            64:ff9b::0.0.0.0 64:ff9b::10.0.0.1 64:ff9b::127.0.0.1 64:ff9b::169.254.169.254 64:ff9b::192.168.0.1
            64:ff9b::100.64.0.1 64:ff9b::224.0.0.1
            64:ff9b:0:1::8.8.8.8 64:ff9b:1:: 64:ff9b:1::8.8.8.8 64:ff9b:1::10.0.0.1 64:ff9b:1:ffff::1 64:ff9b:2::1
            100:: 100::1 100::ffff:ffff:ffff:ffff 100:0:0:1::1 200::1 400::1 1000::1 1fff:ffff::1
            2001:: 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:0:ffff::1
            2001:1::1 2001:1::2 2001:1::3 2001:2::1 2001:3::1 2001:4:112::1 2001:5::1 2001:10::1 2001:1f::1
            2001:20::1 2001:2f::1 2001:30::1 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff
            2001:db8:: 2001:db8::1 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff
            2002:: 2002:7f00:1::1 2002:a00:1::1 2002:808:808::1 2002:c0a8:101::1 2002:ffff:ffff::1
            3fff:: 3fff::1 3fff:fff:ffff::1
            4000::1 5f00:: 5f00::1 6000::1 8000::1 a000::1 c000::1 e000::1 f000::1 f800::1
            fc00:: fc00::1 fd00::1 fd12:3456:789a::1 fd00:ec2::254 fdff:ffff::1
            fe00::1 fe80:: fe80::1 fe80::a9fe:a9fe fe9f::1 febf:ffff::1
            fec0:: fec0::1 feff::1
            ff00:: ff01::1 ff02::1 ff02::fb ff05::2 ff0e::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
            """;

    private static final String PUBLIC = """
            1.0.0.0 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
            169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.1.255 192.0.3.0
            192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255
            198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 140.82.121.3 185.199.108.133
            ::ffff:1.1.1.1 ::ffff:8.8.8.8 ::ffff:140.82.121.3 64:ff9b::8.8.8.8 64:ff9b::1.1.1.1
            2000:: 2000::1 2001:200::1 2001:4860:4860::8888 2001:db7:ffff::1 2001:db9::1 2003::1 2400:cb00::1
            2606:4700:4700::1111 2620:fe::fe 2a00:1450:4001::1 2c0f::1 3ffe::1 3fff:1000::1
            3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
            """;

    static Stream<String> refused() {
        return Stream.of(REFUSED.split("\\s+"));
    }

    static Stream<String> publicOnes() {
        return Stream.of(PUBLIC.split("\\s+"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void addressOutsideThePublicInternetIsRefused(String literal) {
        assertThat(AddressGuard.isPublic(IpLiteral.parse(literal))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("publicOnes")
    void addressOfThePublicInternetPasses(String literal) {
        assertThat(AddressGuard.isPublic(IpLiteral.parse(literal))).isTrue();
    }

    @Test
    void theTableIsNotCutShort() {
        assertThat(refused().distinct().count() + publicOnes().distinct().count())
                .isGreaterThanOrEqualTo(200);
    }

    @Test
    void mappedBytesAreJudgedEvenWhereThePlatformWouldNotUnwrapThem() {
        byte[] loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        byte[] google = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 8, 8, 8, 8};
        assertThat(AddressGuard.isPublicIpv6(loopback)).isFalse();
        assertThat(AddressGuard.isPublicIpv6(google)).isTrue();
    }

    /** The platform knows some classes by itself: whatever it calls special must be refused here too. */
    @Property
    void nothingThatThePlatformCallsSpecialIsPublic(@ForAll @Size(4) byte[] ipv4, @ForAll @Size(16) byte[] ipv6)
            throws UnknownHostException {
        for (byte[] bytes : List.of(ipv4, ipv6)) {
            InetAddress address = InetAddress.getByAddress(bytes);
            if (address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress()) {
                assertThat(AddressGuard.isPublic(address))
                        .as(address.toString())
                        .isFalse();
            }
        }
    }
}
