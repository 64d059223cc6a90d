/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openworkshop.storage.fetch.FetchException.Reason;

/**
 * All the ways to write an address that may not be called, asked for directly and as a redirect. A listener at every
 * address of this machine would answer: not a single connection may reach it.
 */
class UrlSpellingsTest {
    /** Hosts, each also written with the listener's port. */
    private static final String FORBIDDEN_HOSTS = """
            127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 127.1. 127.0.0.1. 2130706433 2130706433.
            0x7f000001 0X7F000001 0x7F000001 0x000000007f000001 0x7f.1 0x7f.0.1 0x7f.0.0.1 0x7f.0x0.0x0.0x1 0x7F.0X1.
            017700000001 00000017700000001 0177.1 0177.0.1 0177.0.0.1 0177.0.0.01 00000177.00.0.1
            127.0x1 127.0x000001 0177.0x0.0.01 0x7f.01 127.0.0x0001 0x7f.0.01.0x1
            0 00 0x 0x0 0.0 0.0.0.0 0.0.0.1 0x0.0x0
            １２７.０.０.１ １２７．０．０．１ １２７。０。０。１ 127。0。0。1 127｡0｡0｡1 127．0.0．1 ①②⑦.⓪.⓪.① ¹²⁷.⁰.⁰.¹ ₁₂₇.₁
            𝟏𝟐𝟕.𝟎.𝟎.𝟏 １２⒎０.0.1 ２１３０７０６４３３ ０ｘ７ｆ.1 0Ｘ7Ｆ000001 ０１７７.1 ０ 127.0.0.1。
            localhost LOCALHOST LocalHost localhost. localhost。 ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ a.localhost a.b.LOCALHOST.
            [::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001] [0::1] [::0:1] [::] [0::] [::0]
            [::ffff:127.0.0.1] [::FFFF:127.0.0.1] [::ffff:7f00:1] [::FfFf:7F00:0001] [0:0:0:0:0:ffff:127.0.0.1]
            [0::ffff:7f00:1] [::ffff:0.0.0.0] [::ffff:0:127.0.0.1] [::127.0.0.1] [::7f00:1] [::0.0.0.1]
            [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:FF9B::7F00:1] [64:ff9b:1::127.0.0.1]
            [2002:7f00:1::] [2002:7f00:1::1] [2002:7F00:0001::1] [2001:0:7f00:1::] [2001:0:4136:e378:8000:63bf:80ff:fffe]
            [fe80::1] [FE80::1] [fec0::1] [fc00::1] [fd00::1] [ff02::1] [100::1] [5f00::1]
            user@127.0.0.1 user:pass@127.0.0.1 :@127.0.0.1 @127.0.0.1 a@b@127.0.0.1 public.example@127.1 8.8.8.8@2130706433
            public.example:80@127.0.0.1 public.example%00@127.0.0.1 public.example%2f@127.0.0.1 public.example%23@0
            public.example%40@127.0.0.1 public.example%5c@localhost public.example@[::1] [::2]@127.0.0.1
            10.0.0.1 10.1 0xa.1 012.1 167772161 172.16.1 172.31.255.255 192.168.257 192.168.1.1 3232235777 0xc0a80101
            169.254.169.254 2852039166 0xA9FEA9FE 0xa9.0xfe.0xa9.0xfe 0251.0376.0251.0376 169.254.43518 169.16689662
            [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::a9fe:a9fe] [fd00:ec2::254]
            100.64.0.1 100.100.100.200 198.18.0.1 192.0.0.192 192.0.2.1 192.88.99.1 198.51.100.1 203.0.113.1
            224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 4294967295 0xffffffff 037777777777
            inside.example INSIDE.example. inside。example all-inside.example mapped.example nat64.example
            six-to-four.example teredo.example metadata.example v6.example in_side.example bücher.example
            """;

    private static final String INVALID_HOSTS = """
            4294967296 0x100000000 040000000000 6425673729 0x17f000001 99999999999999999999999999 0x1ffffffffffffffffffff
            256.0.0.1 383.0.0.1 127.0.0.256 127.0.0.257 127.0.65536 127.16777217 0x17f.1 127.0.0.0x101 127.0.0.1.0 1.2.3.4.5
            08 127.0.0.08 09.1 0x7g.1 127..1 .127.0.0.1 127.0.0.1.. . .. -1.1 a.127 localhost.1 inside.example.0x7f
            %31%32%37.0.0.1 127%2e0%2e0%2e1 127.0.0.1%2f 127.0.0.1%00.public.example %6cocalhost localhost%2e 127.0.0.1%20
            %5b::1%5d public.example%40127.0.0.1 １２７％２ｅ1 127.0.0.1,public.example 127.0.0.1;public.example 127.0.0.1*
            [::1%lo] [::1%25lo] [fe80::1%eth0] [fe80::1%251] [::1%1] [::ffff:0177.0.0.1] [::ffff:127.1] [::ffff:0x7f.0.0.1]
            [::ffff:2130706433] [::ffff:127.0.0.256] [::ffff:127.0.0.1.] [::ffff:127.0.0.1.1] [::1::] [:::1] [1:2:3:4:5:6:7:8:9]
            [00000::1] [::1 ::1] [127.0.0.1] [0x7f000001] [localhost] [] [::1]. [::1]127.0.0.1 127.0.0.1[::1] [v1.1]
            [１::1] [[::1]] ::1 ::ffff:127.0.0.1 user@ @ user:pass@:
            """;

    /** Whole URLs and references. */
    private static final List<String> FORBIDDEN_URLS = List.of(
            "https://127.0.0.1:PORT/",
            "HTTP://127.0.0.1:PORT",
            " \t http://127.0.0.1:PORT/ ",
            "http:\\\\127.0.0.1:PORT\\x",
            "http:/\\127.0.0.1:PORT",
            "http://127.0.0.1:PORT\\@public.example/",
            "http://127.0.0.1:PORT/@public.example/",
            "http://127.0.0.1:PORT?@public.example/",
            "http://127.0.0.1:PORT#@public.example/",
            "http://8.8.8.8 &@127.0.0.1:PORT# @public.example/",
            "http://127.0.0.1:PORT\\\\@8.8.8.8:80/",
            "http://127.0.0.\u00AD1:PORT/",
            "http://127.0.0.1\u200B:PORT/",
            "http://\uFEFF127.0.0.1:PORT/",
            "http://loc\u00ADalhost:PORT/",
            "http://127.0.0.1:80/",
            "http://127.0.0.1:/",
            "http://127.0.0.1:22/",
            "http://127.0.0.1:65535/");

    private static final List<String> INVALID_URLS = List.of(
            "http:127.0.0.1:PORT/",
            "http:/127.0.0.1:PORT/",
            "http:///127.0.0.1:PORT/",
            "http:////127.0.0.1:PORT/",
            "http:\\\\\\127.0.0.1:PORT/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:65536/",
            "http://127.0.0.1:99999999999/",
            "http://127.0.0.1:-1/",
            "http://127.0.0.1:+PORT/",
            "http://127.0.0.1:0xPORT/",
            "http://127.0.0.1:８０/",
            "http://127.0.0.1:PORT:80/",
            "http://127.0.0.1 :PORT/",
            "http://127.0.0.1\t:PORT/",
            "http://8.8.8.8 127.0.0.1:PORT/",
            "http://8.8.8.8:80;http://u:p@127.0.0.1:PORT/",
            "file:///etc/passwd",
            "file://127.0.0.1:PORT/x",
            "ftp://127.0.0.1:PORT/x",
            "gopher://127.0.0.1:PORT/_GET",
            "dict://127.0.0.1:PORT/",
            "ldap://127.0.0.1:PORT/",
            "jar:http://127.0.0.1:PORT/!/",
            "netdoc:http://127.0.0.1:PORT/",
            "url:http://127.0.0.1:PORT/",
            "ws://127.0.0.1:PORT/",
            "blob:http://127.0.0.1:PORT/x",
            "data:text/plain,x",
            "javascript:location='http://127.0.0.1:PORT/'",
            "mailto:a@127.0.0.1");

    @TempDir
    private static Path folder;

    private static RawServer inside;
    private static FetchFixture fixture;

    @BeforeAll
    static void start() throws IOException {
        inside = RawServer.startEverywhere(RawServer.ok("secret"));
        fixture = new FetchFixture(folder.resolve("x"), settings -> {
            settings.allowed = List.of("origin.example");
            settings.connect = Duration.ofSeconds(1);
        });
        fixture.resolver
                .answer("origin.example", "127.0.0.1")
                .answer("inside.example", "127.0.0.1")
                .answer("in_side.example", "127.0.0.1")
                .answer("xn--bcher-kva.example", "127.0.0.1")
                .answer("all-inside.example", "10.0.0.1", "127.0.0.1", "::1", "169.254.169.254", "fd00::1")
                .answer("mapped.example", "::ffff:127.0.0.1")
                .answer("nat64.example", "64:ff9b::7f00:1")
                .answer("six-to-four.example", "2002:7f00:1::1")
                .answer("teredo.example", "2001:0:4136:e378:8000:63bf:80ff:fffe")
                .answer("metadata.example", "169.254.169.254")
                .answer("v6.example", "::1");
    }

    @AfterAll
    static void stop() throws IOException {
        assertThat(inside.connections()).isZero();
        fixture.close();
        inside.close();
    }

    private static Stream<String> urls(String hosts, List<String> urls) {
        Stream<String> ofHosts = Stream.of(hosts.split("\\s+")).map(host -> "http://" + host + ":PORT/x");
        return Stream.concat(ofHosts, urls.stream()).map(url -> url.replace("PORT", Integer.toString(inside.port())));
    }

    static Stream<String> forbidden() {
        return urls(FORBIDDEN_HOSTS, FORBIDDEN_URLS);
    }

    static Stream<String> invalid() {
        return urls(INVALID_HOSTS, INVALID_URLS);
    }

    @Test
    void theTableIsNotCutShort() {
        assertThat(forbidden().distinct().count()).isGreaterThanOrEqualTo(180);
        assertThat(invalid().distinct().count()).isGreaterThanOrEqualTo(90);
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void forbiddenAddressIsNotCalled(String url) throws Exception {
        assertThat(fixture.failure(FetchUrl.parse(url)).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(inside.connections()).isZero();
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void forbiddenAddressIsNotCalledForARedirect(String url) throws Exception {
        assertThat(failureOfRedirectTo(url).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(inside.connections()).isZero();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatIsNoUrlIsRefused(String url) throws Exception {
        assertThatThrownBy(() -> FetchUrl.parse(url)).isInstanceOf(InvalidUrlException.class);
        assertThat(inside.connections()).isZero();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void redirectToWhatIsNoUrlIsRefused(String url) throws Exception {
        FetchException failure = failureOfRedirectTo(url);
        assertThat(failure.reason()).isEqualTo(Reason.FAILED);
        assertThat(failure).hasCauseInstanceOf(InvalidUrlException.class);
        assertThat(inside.connections()).isZero();
    }

    /** Whatever the name server would say to a number, it is not asked. */
    @Test
    void onlyNamesAreLookedUp() throws Exception {
        Pattern name = Pattern.compile(".*\\.example");
        assertThat(fixture.failure(FetchUrl.parse("http://0x7f.1/")).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(fixture.resolver.asked()).allMatch(host -> name.matcher(host).matches());
    }

    private static FetchException failureOfRedirectTo(String location) throws IOException {
        String octets = new String(location.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (RawServer origin = RawServer.start(RawServer.redirect(302, octets))) {
            FetchException failure = fixture.failure(URI.create("http://u:p@origin.example:" + origin.port() + "/"));
            assertThat(origin.requests()).hasSize(1);
            assertThat(fixture.pauses).isEmpty();
            return failure;
        }
    }
}
