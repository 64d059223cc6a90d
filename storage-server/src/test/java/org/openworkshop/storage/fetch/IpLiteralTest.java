/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "255.255.255.255, 255.255.255.255",
        "0.0.0.0, 0.0.0.0",
        "::, 0:0:0:0:0:0:0:0",
        "::1, 0:0:0:0:0:0:0:1",
        "1::, 1:0:0:0:0:0:0:0",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "2001:DB8::00ff, 2001:db8:0:0:0:0:0:ff",
        "64:ff9b::1.2.3.4, 64:ff9b:0:0:0:0:102:304",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
        "::1.2.3.4, 0:0:0:0:0:0:102:304",
        "::ffff:1.2.3.4, 1.2.3.4",
        "::ffff:102:304, 1.2.3.4",
    })
    void literalIsItsAddress(String literal, String address) {
        assertThat(IpLiteral.parse(literal).getHostAddress()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                ".1.2.3",
                "1.2.3.256",
                "1.2.3.04",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "1.2.3.4a",
                "１.2.3.4",
                ":",
                ":::",
                ":1",
                "1:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1::2::3",
                "00001::",
                "g::",
                "::1%lo",
                "[::1]",
                "1.2.3.4::",
                "1.2.3.4:1::",
                "::1.2.3",
                "::1.2.3.4.5",
                "::1.2.3.256",
                "::ffff:0177.0.0.1",
                "::ffff:127.1",
                "::1.2.3.4:1",
                "1:2:3:4:5:6:7:1.2.3.4",
                "localhost",
            })
    void whatIsNoLiteralIsRefused(String text) {
        assertThatThrownBy(() -> IpLiteral.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void everyAddressIsReadBackFromItsText(@ForAll @Size(4) byte[] ipv4, @ForAll @Size(16) byte[] ipv6)
            throws UnknownHostException {
        for (byte[] bytes : new byte[][] {ipv4, ipv6}) {
            InetAddress address = InetAddress.getByAddress(bytes);
            assertThat(IpLiteral.parse(address.getHostAddress())).isEqualTo(address);
        }
    }

    /** Whatever this reads, the platform reads the same way: no address is judged as another than it is. */
    @Property
    void whatIsReadIsWhatThePlatformReads(@ForAll("texts") String text) throws UnknownHostException {
        InetAddress address;
        try {
            address = IpLiteral.parse(text);
        } catch (IllegalArgumentException e) {
            return;
        }
        String host = IpLiteral.looksLikeIpv6(text) ? "[" + text + "]" : text;
        assertThat(InetAddress.getByName(host)).isEqualTo(address);
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<String> texts() {
        return net.jqwik.api.Arbitraries.of("0", "1", "ff", "FFFF", "127", "::", ":", ".", "0.0.1", "00", "1.2.3.4")
                .list()
                .ofMaxSize(16)
                .map(parts -> String.join("", parts));
    }
}
