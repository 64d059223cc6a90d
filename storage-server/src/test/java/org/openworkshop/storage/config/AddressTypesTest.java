/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.eclipse.jetty.util.InetAddressSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTypesTest {
    private static final Surroundings ANY = new Surroundings(Map.of(), Path.of("/base"), 2);

    @Property
    void everyIpv4AddressIsRecognised(@ForAll @Size(4) byte[] bytes) throws Exception {
        String text = Inet4Address.getByAddress(bytes).getHostAddress();

        assertThat(AddressText.isIpv4(text)).isTrue();
        assertThat(AddressText.isIpv6(text)).isFalse();
        assertThat(AddressText.isName(text)).isFalse();
    }

    @Property
    void everyIpv6AddressIsRecognised(@ForAll @Size(16) byte[] bytes) throws Exception {
        String text = Inet6Address.getByAddress(null, bytes, -1).getHostAddress();

        assertThat(AddressText.isIpv6(text)).isTrue();
        assertThat(AddressText.isIpv4(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"::", "::1", "1::", "fe80::1:2", "::ffff:10.0.0.1", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:10.0.0.1"})
    void shortenedIpv6AddressesAreRecognised(String text) throws Exception {
        assertThat(AddressText.isIpv6(text)).isTrue();
        assertThat(InetAddress.getByName(text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1",
                "1:2",
                "1::2::3",
                "g::",
                "12345::",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "10.0.0.1::",
                "::1%eth0",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "::10.0.0.256"
            })
    void otherTextsAreNoIpv6Address(String text) {
        assertThat(AddressText.isIpv6(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "10.1.2.3/32", "::1", "fd00::/8", "::/0", "::1/128"})
    void proxiesAreAddressesOrBlocks(String text) throws BadValueException {
        assertThat(new CidrType().fromText(text, ANY)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy",
                "10.0.0.5/8",
                "192.168.1.0/23",
                "fd00::1/8",
                "::ffff:10.0.0.0/104",
                "::ffff:10.0.0.0/8",
                "10.0.0/8",
                "10.0.0.0/33",
                "010.0.0.1",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "::/129",
                "::/",
                "/8"
            })
    void otherProxiesAreRefused(String text) {
        assertThatThrownBy(() -> new CidrType().fromText(text, ANY)).isInstanceOf(BadValueException.class);
    }

    @Property
    void acceptedBlocksAreUnderstoodByTheServer(
            @ForAll @Size(16) byte[] address, @ForAll boolean six, @ForAll @IntRange(max = 128) int prefix)
            throws Exception {
        byte[] bytes = Arrays.copyOf(address, six ? 16 : 4);
        int bits = Math.min(prefix, bytes.length * 8);
        String written = InetAddress.getByAddress(bytes).getHostAddress() + "/" + bits;
        BigInteger mask = BigInteger.ONE.shiftLeft(bytes.length * 8 - bits).subtract(BigInteger.ONE);
        boolean whole = new BigInteger(1, bytes).and(mask).signum() == 0;
        if (whole) {
            assertThat(new InetAddressSet().add(new CidrType().fromText(written, ANY)))
                    .isTrue();
        } else {
            assertThatThrownBy(() -> new CidrType().fromText(written, ANY)).isInstanceOf(BadValueException.class);
            String network = network(bytes, mask) + "/" + bits;
            assertThat(new InetAddressSet().add(new CidrType().fromText(network, ANY)))
                    .isTrue();
        }
    }

    private static String network(byte[] bytes, BigInteger mask) throws Exception {
        byte[] digits = new BigInteger(1, bytes).andNot(mask).toByteArray();
        byte[] padded = new byte[bytes.length];
        int count = Math.min(digits.length, padded.length);
        System.arraycopy(digits, digits.length - count, padded, padded.length - count, count);
        return InetAddress.getByAddress(padded).getHostAddress();
    }

    @Test
    void allowedHostsAreFoldedToLowerCase() throws BadValueException {
        assertThat(new HostPortType().fromText("Files.Example.ORG:8080", ANY)).isEqualTo("files.example.org:8080");
        assertThat(new HostPortType().fromText("[FD00::1]", ANY)).isEqualTo("[fd00::1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a_b", "a.b:1", "10.0.0.1", "10.0.0.1:65535", "[::1]", "[::1]:80", "xn--bcher-kva.example"})
    void allowedHostsMayHaveAPort(String text) throws BadValueException {
        assertThat(new HostPortType().fromText(text, ANY)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "a:",
                "a:0",
                "a:65536",
                "a:080000",
                "a:x",
                "a b",
                "*.a",
                "http://a",
                "a/b",
                "::1",
                "[a]",
                "[]",
                "[::1",
                "999.1.1.1",
                "a..b",
                "a.",
                "-a",
                "user@a"
            })
    void otherHostsAreRefused(String text) {
        assertThatThrownBy(() -> new HostPortType().fromText(text, ANY)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "localhost", "127.0.0.1", "storage_1"})
    void listeningNeedsAnAddressOrName(String text) throws BadValueException {
        assertThat(new HostType().fromText(text, ANY)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:80", "http://localhost", "[::1]", "*", "127.0.0"})
    void otherListeningAddressesAreRefused(String text) {
        assertThatThrownBy(() -> new HostType().fromText(text, ANY)).isInstanceOf(BadValueException.class);
    }

    @Test
    void trailingSlashesOfBaseAddressesAreDropped() throws BadValueException {
        assertThat(UrlType.base().fromText("https://a.example:8443/x//", ANY))
                .isEqualTo(URI.create("https://a.example:8443/x"));
        assertThat(UrlType.optionalTarget().fromText("http://a/x/?q=1", ANY)).isEqualTo(URI.create("http://a/x/?q=1"));
        assertThat(UrlType.optionalTarget().fromText("", ANY)).isEqualTo(URI.create(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a.example",
                "/x",
                "ftp://a",
                "http:",
                "http://",
                "http:///x",
                "http:a",
                "http://a:0",
                "http://a:65536",
                "http://a:x",
                "http://a b",
                "http://a_b",
                "http://a/#f",
                "http://a/?q",
                "http://u:p@a",
                "mailto:a@b"
            })
    void otherBaseAddressesAreRefused(String text) {
        assertThatThrownBy(() -> UrlType.base().fromText(text, ANY)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:hunter2@a",
                "http://user:hunter2@a b",
                "http://user:hunter2@a_b",
                "ftp://user:hunter2@a"
            })
    void credentialsInAnAddressAreNotRepeated(String text) {
        assertThatThrownBy(() -> UrlType.base().fromText(text, ANY)).satisfies(e -> {
            assertThat(e).isInstanceOf(BadValueException.class);
            assertThat(e.toString() + ((BadValueException) e).expected()).doesNotContain("hunter2");
        });
    }
}
