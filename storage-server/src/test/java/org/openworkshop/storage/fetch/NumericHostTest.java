/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumericHostTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "127.0.0.1., 127.0.0.1",
        "2130706433, 127.0.0.1",
        "0x7f000001, 127.0.0.1",
        "0X7F000001, 127.0.0.1",
        "0x00000000007f000001, 127.0.0.1",
        "017700000001, 127.0.0.1",
        "00000000017700000001, 127.0.0.1",
        "0177.0.0.1, 127.0.0.1",
        "0177.1, 127.0.0.1",
        "0x7f.1, 127.0.0.1",
        "0x7f.0.01, 127.0.0.1",
        "127.1, 127.0.0.1",
        "127.0.1, 127.0.0.1",
        "127.0x000001, 127.0.0.1",
        "0, 0.0.0.0",
        "0x, 0.0.0.0",
        "00, 0.0.0.0",
        "010, 0.0.0.8",
        "10.1, 10.0.0.1",
        "192.168.257, 192.168.1.1",
        "1.16777215, 1.255.255.255",
        "1.2.65535, 1.2.255.255",
        "4294967295, 255.255.255.255",
        "0xffffffff, 255.255.255.255",
        "037777777777, 255.255.255.255",
        "134744072, 8.8.8.8",
    })
    void numbersAreReadAsBrowsersReadThem(String host, String address) {
        assertThat(NumericHost.isNumeric(host)).isTrue();
        InetAddress read = NumericHost.parse(host);
        assertThat(read).isNotNull();
        assertThat(read.getHostAddress()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4294967296",
                "0x100000000",
                "040000000000",
                "99999999999999999999999999",
                "0xffffffffffffffffffff0000000000",
                "256.0.0.1",
                "1.256.0.1",
                "1.2.3.256",
                "1.2.65536",
                "1.16777216",
                "1.2.3.4.5",
                "0.0.0.0.0",
                "08",
                "127.0.0.09",
                "0x7g.1",
                "a.1",
                "example.0x7f",
                "1..1",
                ".1",
                "-1.1",
                "+1.1",
                "1e3.1",
            })
    void hostThatEndsInANumberAndIsNoAddressIsNone(String host) {
        assertThat(NumericHost.isNumeric(host)).isTrue();
        assertThat(NumericHost.parse(host)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.example", "1.example", "1.2.3.a", "1a", "0x7g", "1.2.3.4-", "0b1", "1e3", "-1", "1_", "", "."
            })
    void nameIsNoNumber(String host) {
        assertThat(NumericHost.isNumeric(host)).isFalse();
    }

    @Property
    void everySpellingOfAnAddressIsThatAddress(@ForAll int bits) {
        long number = bits & 0xffff_ffffL;
        String dotted = (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
        InetAddress expected = IpLiteral.parse(dotted);
        assertThat(NumericHost.parse(dotted)).isEqualTo(expected);
        assertThat(NumericHost.parse(Long.toString(number))).isEqualTo(expected);
        assertThat(NumericHost.parse("0x" + Long.toHexString(number))).isEqualTo(expected);
        assertThat(NumericHost.parse("0" + Long.toOctalString(number))).isEqualTo(expected);
        assertThat(NumericHost.parse("0x" + Long.toHexString(number >> 24) + "." + (number & 0xff_ffff)))
                .isEqualTo(expected);
        assertThat(NumericHost.parse(
                        (number >> 24) + ".0" + Long.toOctalString(number >> 16 & 255) + "." + (number & 0xffff)))
                .isEqualTo(expected);
    }
}
